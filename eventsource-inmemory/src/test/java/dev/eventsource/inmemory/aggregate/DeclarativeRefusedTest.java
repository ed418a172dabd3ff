// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.DeclarativeAggregate;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Handles;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.inmemory.aggregate.Opening.Event;
import dev.eventsource.inmemory.aggregate.Opening.Foreign;
import dev.eventsource.inmemory.aggregate.Opening.Noted;
import dev.eventsource.inmemory.aggregate.Opening.Opened;
import dev.eventsource.inmemory.aggregate.Opening.Remark;
import dev.eventsource.inmemory.aggregate.Opening.State;
import dev.eventsource.json.JacksonEventCodec;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a declarative aggregate cannot be is said when its repository is made. */
class DeclarativeRefusedTest {

    private final Aggregates aggregates = new Aggregates(new InMemoryStorage(), Opening.CODEC);

    private void refused(Supplier<? extends DeclarativeAggregate<?>> create, String... words) {
        assertThatThrownBy(() -> aggregates.of("opening", Event.class, create))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    /** All that is needed: what is wrong with those below is something else. */
    abstract static class Complete extends DeclarativeAggregate<State> {
        @Handles
        State all(Event event) {
            return new State("");
        }
    }

    static final class Nothing extends DeclarativeAggregate<State> {}

    @Test
    void one_without_a_method() {
        refused(Nothing::new, "Nothing has no method with @Handles");
    }

    static final class Unfinished extends DeclarativeAggregate<State> {
        @Handles
        State on(Opened event) {
            return new State("");
        }
    }

    @Test
    void one_that_does_not_handle_every_event() {
        refused(Unfinished::new, "Unfinished has no method with @Handles for", "Noted", "Closed", "Unhandled.IGNORE");
    }

    static final class Strange extends Complete {
        @Handles
        State on(Foreign event) {
            return new State("");
        }
    }

    @Test
    void a_method_for_an_event_of_something_else() {
        refused(Strange::new, "Strange#on(Foreign) is for", "no event of this aggregate", "Opened");
    }

    static final class ForAnything extends DeclarativeAggregate<State> {
        @Handles
        State on(Object event) {
            return new State("");
        }
    }

    @Test
    void a_method_for_anything() {
        refused(ForAnything::new, "ForAnything#on(Object) is for java.lang.Object", "no event of this aggregate");
    }

    static final class Twice extends DeclarativeAggregate<State> {
        @Handles
        State one(Opened event) {
            return new State("");
        }

        @Handles
        State other(Event event) {
            return new State("");
        }
    }

    @Test
    void two_methods_for_one_event() {
        refused(Twice::new, "Twice#one(Opened)", "Twice#other(Event)", "handle", "Opened; there can be one only");
    }

    static final class InheritedTwice extends Complete {
        @Handles
        State mine(Remark event) {
            return new State("");
        }
    }

    @Test
    void two_methods_for_one_event_of_which_one_is_inherited() {
        refused(InheritedTwice::new, "Complete#all(Event)", "InheritedTwice#mine(Remark)");
    }

    static final class Static extends DeclarativeAggregate<State> {
        @Handles
        static State on(Event event) {
            return new State("");
        }
    }

    @Test
    void a_static_method() {
        refused(Static::new, "Static#on(Event) is static");
    }

    static final class WithoutParameter extends DeclarativeAggregate<State> {
        @Handles
        State on() {
            return new State("");
        }
    }

    static final class WithTwoParameters extends DeclarativeAggregate<State> {
        @Handles
        State on(Event event, RecordedEvent recorded) {
            return new State("");
        }
    }

    static final class WithTypeVariable extends DeclarativeAggregate<State> {
        @Handles
        <E extends Event> State on(E event) {
            return new State("");
        }
    }

    static final class WithParameterizedType extends DeclarativeAggregate<State> {
        @Handles
        State on(List<Event> events) {
            return new State("");
        }
    }

    @Test
    void a_method_that_does_not_take_the_event_and_nothing_else() {
        refused(WithoutParameter::new, "WithoutParameter#on() must take the event");
        refused(WithTwoParameters::new, "WithTwoParameters#on(Event, RecordedEvent) must take the event");
        refused(WithTypeVariable::new, "WithTypeVariable#on(Event) must take the event, named by its class");
        refused(WithParameterizedType::new, "WithParameterizedType#on(List) must take the event, named by its class");
    }

    static final class ReturningNothing extends DeclarativeAggregate<State> {
        @Handles
        void on(Event event) {}
    }

    static final class ReturningText extends DeclarativeAggregate<State> {
        @Handles
        String on(Event event) {
            return "";
        }
    }

    static final class ReturningAnything extends DeclarativeAggregate<State> {
        @Handles
        Object on(Event event) {
            return new State("");
        }
    }

    abstract static class Generic<S> extends DeclarativeAggregate<S> {}

    abstract static class LessGeneric<T> extends Generic<T> {}

    static final class ReturningTextBelow extends LessGeneric<State> {
        @Handles
        String on(Event event) {
            return "";
        }
    }

    static final class ReturningPrimitive extends DeclarativeAggregate<Integer> {
        @Handles
        int on(Event event) {
            return 1;
        }
    }

    @Test
    void a_method_that_does_not_return_the_state() {
        refused(ReturningNothing::new, "ReturningNothing#on(Event) returns void; it must return", "a State");
        refused(ReturningText::new, "ReturningText#on(Event) returns String", "a State");
        refused(ReturningAnything::new, "ReturningAnything#on(Event) returns Object", "a State");
        refused(ReturningTextBelow::new, "ReturningTextBelow#on(Event) returns String", "a State");
        refused(ReturningPrimitive::new, "ReturningPrimitive#on(Event) returns int", "a Integer");
    }

    @Test
    void an_event_that_the_codec_does_not_know() {
        Aggregates knowingLess =
                new Aggregates(new InMemoryStorage(), new JacksonEventCodec(EventTypes.of(Noted.class)));

        assertThatThrownBy(() -> knowingLess.of("opening", Event.class, Opening.Root::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Opened", "no event type that the codec knows", "Noted (1)");
    }
}
