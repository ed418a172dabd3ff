// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading one stream, one event, and the arguments of every read. */
abstract class ReadContract extends Suite {

    ReadContract(Backend contract) {
        super(contract);
    }

    @Test
    void forward_from_a_version_up_to_a_limit() {
        tenEventsAmongOthers();

        assertThat(versions(events.read(LOAN, 0, 3))).containsExactly(1L, 2L, 3L);
        assertThat(versions(events.read(LOAN, 3, 3))).containsExactly(4L, 5L, 6L);
        assertThat(versions(events.read(LOAN, 7, 3))).containsExactly(8L, 9L, 10L);
        assertThat(versions(events.read(LOAN, 8, 3))).containsExactly(9L, 10L);
        assertThat(events.read(LOAN, 10, 3)).isEmpty();
        assertThat(events.read(LOAN, Long.MAX_VALUE, 3)).isEmpty();
    }

    @Test
    void backward_from_a_version_up_to_a_limit() {
        tenEventsAmongOthers();

        assertThat(versions(events.readBackwards(LOAN, Long.MAX_VALUE, 3))).containsExactly(10L, 9L, 8L);
        assertThat(versions(events.readBackwards(LOAN, 8, 3))).containsExactly(7L, 6L, 5L);
        assertThat(versions(events.readBackwards(LOAN, 3, 3))).containsExactly(2L, 1L);
        assertThat(versions(events.readBackwards(LOAN, 11, 1))).containsExactly(10L);
        assertThat(events.readBackwards(LOAN, 1, 3)).isEmpty();
        assertThat(events.readBackwards(LOAN, 0, 3)).isEmpty();
    }

    @Test
    void both_directions_give_the_same_events() {
        tenEventsAmongOthers();

        List<RecordedEvent> forward = events.read(LOAN, 0, 100);
        assertThat(events.readBackwards(LOAN, Long.MAX_VALUE, 100))
                .containsExactlyInAnyOrderElementsOf(forward)
                .hasSize(10);
        assertThat(log().stream().filter(event -> event.stream().equals(LOAN))).isEqualTo(forward);
    }

    @Test
    void an_absent_stream_has_no_events() {
        tenEventsAmongOthers();

        assertThat(events.read(Loans.loan("absent"), 0, 10)).isEmpty();
        assertThat(events.readBackwards(Loans.loan("absent"), Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(events.read(StreamId.of("customer", LOAN.key()), 0, 10)).isEmpty();
        assertThat(events.read(LOAN.in("acme"), 0, 10)).isEmpty();
    }

    @Test
    void an_event_is_found_by_its_id() {
        tenEventsAmongOthers();

        log().forEach(event -> assertThat(events.find(event.event().id())).contains(event));
        assertThat(events.find(UUID.randomUUID())).isEmpty();
    }

    @Test
    void the_head_is_the_position_of_the_newest_event() {
        tenEventsAmongOthers();

        assertThat(events.head()).isEqualTo(20);
        assertThat(log().get(19).position()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, EventStore.MAX_LIMIT + 1, Integer.MAX_VALUE})
    void a_limit_that_makes_no_sense_is_refused(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.read(LOAN, 0, limit))
                .withMessageContaining(String.valueOf(limit));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.readBackwards(LOAN, 10, limit))
                .withMessageContaining(String.valueOf(limit));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> events.readAll(EventQuery.all(), 0, limit))
                .withMessageContaining(String.valueOf(limit));
    }

    @Test
    void arguments_are_checked_inside_transactions_too() {
        storage.atomically(inside -> {
            EventStore own = inside.events();
            assertThatIllegalArgumentException().isThrownBy(() -> own.read(LOAN, -1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> own.readBackwards(LOAN, 1, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> own.readAll(EventQuery.all(), 0, EventStore.MAX_LIMIT + 1));
            return own.append(LOAN, any(), Loans.some(1));
        });
        assertThat(events.head()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1})
    void a_place_below_the_beginning_is_refused(long place) {
        assertThatIllegalArgumentException().isThrownBy(() -> events.read(LOAN, place, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> events.readBackwards(LOAN, place, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> events.readAll(EventQuery.all(), place, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 21, 1_000_000, Long.MAX_VALUE})
    void whoever_asks_behind_the_head_is_at_the_end(long position) {
        tenEventsAmongOthers();

        assertThat(events.readAll(EventQuery.all(), position, 10))
                .isEqualTo(new EventPage(position, position, true, List.of()));
    }

    private void tenEventsAmongOthers() {
        for (EventData event : Loans.some(10)) {
            events.append(LOAN, any(), List.of(event));
            events.append(OTHER_LOAN, any(), Loans.some(1));
        }
    }

    private static List<Long> versions(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::version).toList();
    }
}
