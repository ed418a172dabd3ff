// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static dev.eventsource.handling.Loans.CODEC;
import static dev.eventsource.handling.Loans.STORAGE;
import static dev.eventsource.handling.Loans.delivered;
import static dev.eventsource.handling.Loans.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Loans.Approved;
import dev.eventsource.handling.Loans.Declined;
import dev.eventsource.handling.Loans.Outcome;
import dev.eventsource.handling.Loans.Rated;
import dev.eventsource.handling.Loans.RatedInWords;
import dev.eventsource.handling.Loans.Submitted;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventHandlersTest {

    private final List<Object> seen = new ArrayList<>();

    @Test
    void each_event_goes_to_the_handler_for_its_class() throws Exception {
        EventHandlers handlers = EventHandlers.builder(CODEC)
                .on(Approved.class, approved -> seen.add(approved.amount()))
                .on(Declined.class, (declined, recorded) -> seen.add(recorded.position() + declined.reason()))
                .on(Submitted.class, (submitted, recorded, storage) -> seen.add(storage))
                .build();

        handlers.handle(delivered(new Approved(100)));
        handlers.handle(delivered(new Declined("too young")));
        handlers.handle(delivered(new Submitted("ada")));

        assertThat(seen).containsExactly(100, "7too young", STORAGE);
    }

    @Test
    void a_type_that_nobody_handles_is_ignored_and_not_even_decoded() throws Exception {
        EventHandlers handlers =
                EventHandlers.builder(CODEC).on(Approved.class, this::see).build();

        handlers.handle(delivered(new Submitted("ada")));
        handlers.handle(stored("LoanSubmitted", "\"broken\""));
        handlers.handle(stored("CustomerMoved", "{}"));

        assertThat(seen).isEmpty();
    }

    @Test
    void it_says_what_it_handles() {
        EventHandlers handlers = EventHandlers.builder(CODEC)
                .on(Outcome.class, this::see)
                .on(Submitted.class, this::see)
                .build();

        assertThat(handlers.types()).containsExactly("LoanApproved", "LoanDeclined", "LoanSubmitted");
        assertThat(handlers.query())
                .isEqualTo(EventQuery.all().ofType("LoanApproved", "LoanDeclined", "LoanSubmitted"));
        assertThat(handlers.handles("LoanApproved")).isTrue();
        assertThat(handlers.handles("LoanRated")).isFalse();
        assertThatThrownBy(() -> handlers.types().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_handler_for_a_sealed_interface_gets_all_that_it_permits() throws Exception {
        EventHandlers handlers =
                EventHandlers.builder(CODEC).on(Outcome.class, this::see).build();

        handlers.handle(delivered(new Approved(100)));
        handlers.handle(delivered(new Declined("too young")));

        assertThat(seen).containsExactly(new Approved(100), new Declined("too young"));
    }

    @Test
    void revisions_of_a_name_go_to_the_handlers_for_their_classes() throws Exception {
        EventHandlers handlers = EventHandlers.builder(CODEC)
                .on(RatedInWords.class, rated -> seen.add("word " + rated.grade()))
                .on(Rated.class, rated -> seen.add("number " + rated.grade()))
                .build();

        handlers.handle(delivered(new RatedInWords("good")));
        handlers.handle(delivered(new Rated(1)));

        assertThat(seen).containsExactly("word good", "number 1");
        assertThat(handlers.types()).containsExactly("LoanRated");
    }

    @Test
    void a_revision_that_would_pass_by_in_silence_is_refused() {
        assertThatThrownBy(() ->
                        EventHandlers.builder(CODEC).on(Rated.class, this::see).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("LoanRated is handled, but not its revision 1: add a handler for "
                        + RatedInWords.class.getName() + ", or take that class out of the codec and bring old events up"
                        + " to the next revision");
    }

    @Test
    void an_event_that_means_something_else_today_is_handled_as_that_or_ignored() throws Exception {
        EventHandlers handlers = EventHandlers.builder(new Today(new Approved(1)))
                .on(Submitted.class, this::see)
                .on(Approved.class, this::see)
                .build();
        EventHandlers others = EventHandlers.builder(new Today(new Declined("no")))
                .on(Submitted.class, this::see)
                .build();

        handlers.handle(delivered(new Submitted("ada")));
        others.handle(delivered(new Submitted("ada")));

        assertThat(seen).containsExactly(new Approved(1));
    }

    @Test
    void an_event_is_decoded_once() throws Exception {
        Today codec = new Today(new Approved(1));
        EventHandlers.builder(codec).on(Outcome.class, this::see).build().handle(delivered(new Approved(5)));

        assertThat(codec.decoded).isEqualTo(1);
        assertThat(seen).containsExactly(new Approved(1));
    }

    @Test
    void what_cannot_be_decoded_is_the_codecs_exception() {
        EventHandlers handlers =
                EventHandlers.builder(CODEC).on(Approved.class, this::see).build();

        assertThatThrownBy(() -> handlers.handle(stored("LoanApproved", "{}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("position 7");
    }

    @Test
    void exceptions_pass_through_and_can_be_retried() {
        IOException failure = new IOException("printer on fire");
        EventHandlers handlers = EventHandlers.builder(CODEC)
                .on(Approved.class, approved -> {
                    seen.add(approved);
                    throw failure;
                })
                .build();
        Handler<Delivered> retrying = handlers.retrying(RetryPolicy.DEFAULT.withMaxAttempts(3), delay -> {});

        assertThatThrownBy(() -> retrying.handle(delivered(new Approved(1)))).isSameAs(failure);
        assertThat(seen).hasSize(3);
    }

    @Test
    void two_handlers_for_one_class_are_refused_by_name_even_if_one_is_for_more() {
        EventHandlers.Builder twice =
                EventHandlers.builder(CODEC).on(Outcome.class, this::see).on(Approved.class, this::see);

        assertThatThrownBy(twice::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Both on(Outcome.class, …) and on(Approved.class, …) handle LoanApproved ("
                        + Approved.class.getName() + "); there can be one only");
    }

    @Test
    void a_class_that_the_codec_does_not_know_is_refused_with_those_it_knows() {
        assertThatThrownBy(() ->
                        EventHandlers.builder(CODEC).on(String.class, this::see).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "on(String.class, …): java.lang.String is no event type that the codec knows; name it to the"
                                + " codec, or handle another class. Known are LoanApproved (1), LoanDeclined (1),"
                                + " LoanRated (1, 2), LoanSubmitted (1)");
        assertThatThrownBy(() ->
                        EventHandlers.builder(CODEC).on(Object.class, this::see).build())
                .hasMessageContaining("java.lang.Object is no event type");
        assertThatThrownBy(() -> EventHandlers.builder(CODEC)
                        .on(Runnable.class, this::see)
                        .build())
                .hasMessageContaining("java.lang.Runnable is abstract and not sealed; seal it, or handle the classes");
    }

    @Test
    void a_sealed_interface_of_which_the_codec_knows_a_part_is_refused() {
        EventCodec part = new Today(new Approved(1), EventTypes.of(Approved.class));

        assertThatThrownBy(() ->
                        EventHandlers.builder(part).on(Outcome.class, this::see).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Outcome.class.getName() + " permits " + Declined.class.getName()
                        + ", of which the codec knows no event type");
    }

    @Test
    void nothing_to_handle_is_refused() {
        assertThatThrownBy(() -> EventHandlers.builder(CODEC).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call on(…) at least once");
    }

    private void see(Object event) {
        seen.add(event);
    }

    /** Decodes everything to the same. */
    private static final class Today implements EventCodec {

        private final Object event;
        private final EventTypes types;
        private int decoded;

        Today(Object event) {
            this(event, CODEC.types());
        }

        Today(Object event, EventTypes types) {
            this.event = event;
            this.types = types;
        }

        @Override
        public EventTypes types() {
            return types;
        }

        @Override
        public EventData encode(Object other, UUID id, Instant occurredAt) {
            return CODEC.encode(other, id, occurredAt);
        }

        @Override
        public SortedSet<String> storedNames(Class<?>... events) {
            return types.names(events);
        }

        @Override
        public List<Object> decode(RecordedEvent recorded) {
            decoded++;
            return List.of(event);
        }
    }
}
