// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One append to one stream, and the places it gives to events. */
abstract class AppendContract extends Suite {

    AppendContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_new_store_is_empty() {
        assertNothingStored();
        assertThat(events.read(LOAN, 0, 10)).isEmpty();
    }

    @Test
    void the_result_says_where_the_events_are() {
        AppendResult first = events.append(LOAN, any(), Loans.some(2));
        AppendResult second = events.append(OTHER_LOAN, any(), Loans.some(1));
        AppendResult third = events.append(LOAN, any(), Loans.some(3));

        assertThat(first).isEqualTo(new AppendResult(List.of(2L), 1, 2));
        assertThat(second).isEqualTo(new AppendResult(List.of(1L), 3, 3));
        assertThat(third).isEqualTo(new AppendResult(List.of(5L), 4, 6));
        assertThat(third.version()).isEqualTo(5);
    }

    @Test
    void what_was_appended_is_read_back_at_once_in_order_and_unchanged() {
        List<EventData> written = Loans.some(5);

        events.append(LOAN, any(), written);

        List<RecordedEvent> read = events.read(LOAN, 0, 10);
        assertThat(read).extracting(RecordedEvent::event).containsExactlyElementsOf(written);
        assertThat(read).extracting(RecordedEvent::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read).extracting(RecordedEvent::position).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read).extracting(RecordedEvent::stream).containsOnly(LOAN);
        assertThat(log()).isEqualTo(read);
    }

    @Test
    void events_do_not_change_when_more_is_appended() {
        events.append(LOAN, any(), Loans.some(3));
        List<RecordedEvent> before = List.copyOf(log());

        events.append(LOAN, any(), Loans.some(3));
        events.append(OTHER_LOAN, any(), Loans.some(3));

        assertThat(log().subList(0, 3)).isEqualTo(before);
        assertThat(events.read(LOAN, 0, 3)).isEqualTo(before);
    }

    @Test
    void a_list_that_was_appended_may_change_afterwards() {
        List<EventData> written = new ArrayList<>(Loans.some(2));
        events.append(LOAN, any(), written);
        EventData first = written.get(0);

        written.clear();

        assertThat(events.read(LOAN, 0, 10)).hasSize(2);
        assertThat(events.read(LOAN, 0, 1).get(0).event()).isEqualTo(first);
    }

    @Test
    void appends_without_events_are_refused() {
        assertThatThrownBy(() -> events.append(LOAN, any(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one event");
        assertThatThrownBy(() -> events.append(new Append(List.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one event");
        assertNothingStored();
    }

    @Test
    void an_append_with_the_same_id_twice_is_refused() {
        EventData event = Loans.submitted();

        assertThatThrownBy(() -> events.append(LOAN, any(), List.of(event, event)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(event.id().toString());
        assertNothingStored();
    }

    @Test
    void an_append_of_too_many_events_is_refused() {
        List<EventData> tooMany = Loans.some(Append.MAX_EVENTS + 1);

        assertThatThrownBy(() -> events.append(LOAN, any(), tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("split it");
        assertNothingStored();
    }

    @Test
    void many_writers_who_expect_nothing_all_succeed_with_versions_without_holes() throws Exception {
        int writers = 8;
        int each = 25;

        List<Race.Outcome<List<Long>>> outcomes = Race.of(writers, number -> {
            List<Long> versions = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                versions.add(events.append(LOAN, any(), Loans.some(1)).version());
            }
            return versions;
        });

        assertThat(outcomes.stream().flatMap(outcome -> outcome.get().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.get()).isSorted());
        List<RecordedEvent> log = log();
        assertThat(log).isEqualTo(events.read(LOAN, 0, 1000)).hasSize(writers * each);
        assertThat(log).allSatisfy(event -> assertThat(event.position()).isEqualTo(event.version()));
        assertThat(log).extracting(RecordedEvent::recordedAt).isSorted();
    }
}
