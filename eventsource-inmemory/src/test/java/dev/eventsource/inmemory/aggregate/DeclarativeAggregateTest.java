// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.DeclarativeAggregate;
import dev.eventsource.aggregate.Unhandled;
import dev.eventsource.handling.Handles;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.inmemory.aggregate.Opening.Closed;
import dev.eventsource.inmemory.aggregate.Opening.Event;
import dev.eventsource.inmemory.aggregate.Opening.Noted;
import dev.eventsource.inmemory.aggregate.Opening.Opened;
import dev.eventsource.inmemory.aggregate.Opening.Remark;
import dev.eventsource.inmemory.aggregate.Opening.State;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the methods of a declarative aggregate may be. What is refused is in {@link DeclarativeRefusedTest}. */
class DeclarativeAggregateTest {

    private final Aggregates aggregates = new Aggregates(new InMemoryStorage(), Opening.CODEC);

    private <A extends DeclarativeAggregate<?>> AggregateRepository<Consumer<? super A>, A> of(Supplier<A> create) {
        return aggregates.of("opening", Event.class, create);
    }

    abstract static class Told extends DeclarativeAggregate<State> {
        Told() {}

        Told(Unhandled unhandled) {
            super(unhandled);
        }

        Told(State initial, Unhandled unhandled) {
            super(initial, unhandled);
        }

        void happens(Object event) {
            raise(event);
        }
    }

    static final class BySupertype extends Told {
        @Handles
        State on(Opened event) {
            return new State("O");
        }

        @Handles
        State on(Remark event) {
            return state().and(event);
        }
    }

    @Test
    void a_method_for_a_sealed_type_gets_all_that_it_permits() {
        AggregateRepository<Consumer<? super BySupertype>, BySupertype> openings = of(BySupertype::new);
        openings.execute("1", one -> {
            one.happens(new Opened(1));
            one.happens(new Noted("a"));
            one.happens(new Closed("b"));
        });

        assertThat(openings.load("1").state()).isEqualTo(new State("ONC"));
    }

    @Test
    void before_it_is_created_it_has_no_state_and_says_so() {
        BySupertype fresh = of(BySupertype::new).create("1");

        assertThat(fresh.isCreated()).isFalse();
        assertThatThrownBy(fresh::state)
                .isInstanceOf(AggregateNotFoundException.class)
                .hasMessage("opening-1 was not created: no event has happened to it yet, so it has no state");
        assertThatThrownBy(() -> of(BySupertype::new).execute("1", one -> one.happens(new Noted("too early"))))
                .isInstanceOf(AggregateNotFoundException.class)
                .satisfies(failure -> assertThat(((AggregateNotFoundException) failure).stream())
                        .hasToString("opening-1"));
        fresh.happens(new Opened(1));
        assertThat(fresh.isCreated()).isTrue();
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // they are found
    private static class Privately extends Told {
        @Handles
        private State opened(Opened event) {
            return new State("private");
        }

        @Handles
        private State rest(Remark event) {
            return state().and(event);
        }
    }

    private static final class BelowPrivate extends Privately {}

    @Test
    void methods_may_be_private_also_those_that_are_inherited() {
        assertThat(of(Privately::new)
                        .execute("1", one -> one.happens(new Opened(1)))
                        .aggregate()
                        .state())
                .isEqualTo(new State("private"));
        assertThat(of(BelowPrivate::new).load("1").state()).isEqualTo(new State("private"));
    }

    abstract static class Above extends Told {
        @Handles
        protected State on(Opened event) {
            return new State("above");
        }

        @Handles
        protected State on(Remark event) {
            return state().and(event);
        }
    }

    static final class Overriding extends Above {
        @Override
        protected State on(Opened event) {
            return new State("below");
        }
    }

    @Test
    void methods_are_inherited_and_what_overrides_them_counts() {
        AggregateRepository<Consumer<? super Overriding>, Overriding> openings = of(Overriding::new);
        openings.execute("1", one -> one.happens(new Opened(1)));
        openings.execute("1", one -> one.happens(new Noted("a")));

        assertThat(openings.load("1").state()).isEqualTo(new State("belowN"));
    }

    abstract static class Generic<S> extends DeclarativeAggregate<S> {
        void happens(Object event) {
            raise(event);
        }

        @Handles
        protected abstract S on(Opened event);
    }

    static final class Concrete extends Generic<State> {
        @Override
        protected State on(Opened event) {
            return new State("O");
        }

        @Handles
        State on(Remark event) {
            return state().and(event);
        }
    }

    @Test
    void the_state_may_be_named_further_down() {
        AggregateRepository<Consumer<? super Concrete>, Concrete> openings = of(Concrete::new);

        assertThat(openings.execute("1", one -> one.happens(new Opened(1)))
                        .aggregate()
                        .state())
                .isEqualTo(new State("O"));
    }

    static final class Broken extends Told {
        @Handles
        State on(Opened event) throws Exception {
            if (event.n() == 1) {
                throw new IOException("checked");
            }
            if (event.n() == 2) {
                throw new IllegalStateException("unchecked");
            }
            return null;
        }

        @Handles
        State on(Remark event) {
            return state();
        }
    }

    @Test
    void what_a_method_throws_or_forgets_names_it_and_nothing_is_stored() {
        AggregateRepository<Consumer<? super Broken>, Broken> openings = of(Broken::new);

        assertThatThrownBy(() -> openings.execute("1", one -> one.happens(new Opened(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("Broken#on(Opened)", "nothing may fail")
                .hasRootCauseMessage("checked");
        assertThatThrownBy(() -> openings.execute("1", one -> one.happens(new Opened(2))))
                .hasMessage("unchecked");
        assertThatThrownBy(() -> openings.execute("1", one -> one.happens(new Opened(3))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Broken#on(Opened) returned null");
        assertThat(openings.exists("1")).isFalse();
    }

    static final class Ignoring extends Told {
        Ignoring() {
            super(Unhandled.IGNORE);
        }

        @Handles
        State on(Opened event) {
            return new State("O");
        }
    }

    static final class Warning extends Told {
        Warning() {
            super(new State("-"), Unhandled.WARN);
        }

        @Handles
        State on(Closed event) {
            return state().and(event);
        }
    }

    @Test
    void what_is_ignored_changes_nothing_and_is_stored() {
        AggregateRepository<Consumer<? super Ignoring>, Ignoring> openings = of(Ignoring::new);

        openings.execute("1", one -> one.happens(new Noted("a")));
        assertThat(openings.load("1").isCreated()).isFalse();
        assertThat(openings.load("1").version()).isEqualTo(1);

        openings.execute("1", one -> one.happens(new Opened(1)));
        openings.execute("1", one -> one.happens(new Closed("b")));
        assertThat(openings.load("1").state()).isEqualTo(new State("O"));
        assertThat(openings.load("1").version()).isEqualTo(3);
    }

    @Test
    void the_log_is_warned_once_for_each_type() {
        Logger logger = (Logger) LoggerFactory.getLogger(DeclarativeAggregate.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            AggregateRepository<Consumer<? super Warning>, Warning> openings = of(Warning::new);
            for (int i = 0; i < 3; i++) {
                openings.execute("1", one -> {
                    one.happens(new Noted("a"));
                    one.happens(new Opened(1));
                });
            }
            openings.execute("1", one -> one.happens(new Closed("b")));
            assertThat(openings.load("1").state()).isEqualTo(new State("-C"));
        } finally {
            logger.detachAppender(logged);
        }

        assertThat(logged.list)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.getLevel()).isEqualTo(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(message -> assertThat(message).contains("Warning has no method", "Noted"))
                .anySatisfy(message -> assertThat(message).contains("Warning has no method", "Opened"));
    }
}
