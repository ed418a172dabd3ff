// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.eventsource.event.Append.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AppendTest {

    private static final StreamId LOAN = StreamId.of("loan", "1");
    private static final StreamId OFFER = StreamId.of("offer", "1");
    private static final ExpectedVersion ANY = ExpectedVersion.any();

    @Test
    void it_writes_several_streams_under_conditions() {
        AppendCondition condition = AppendCondition.nothingMatches(EventQuery.all(), 3);
        Append append =
                Append.to(LOAN, ANY, events(0, 2)).and(OFFER, ANY, events(2, 1)).onlyIf(condition);

        assertThat(append.size()).isEqualTo(3);
        assertThat(append.writes()).extracting(Write::stream).containsExactly(LOAN, OFFER);
        assertThat(append.conditions()).containsExactly(condition);
    }

    @Test
    void an_empty_append_or_write_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Append(List.of(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Write(LOAN, ANY, List.of()))
                .withMessageContaining("loan-1");
    }

    @Test
    void a_stream_is_written_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(LOAN, ANY, events(0, 1)).and(LOAN, ANY, events(1, 1)))
                .withMessageContainingAll("loan-1", "one write");
    }

    @Test
    void an_id_stands_once_in_all_writes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(LOAN, ANY, List.of(event(1), event(1))))
                .withMessageContaining(event(1).id().toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(LOAN, ANY, events(0, 1)).and(OFFER, ANY, events(0, 1)));
    }

    @Test
    void it_has_at_most_10_000_events_in_all() {
        assertThat(Append.to(LOAN, ANY, events(0, 10_000)).size()).isEqualTo(10_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Append.to(LOAN, ANY, events(0, 10_000)).and(OFFER, ANY, events(10_000, 1)))
                .withMessageContainingAll("10000", "10001", "split");
    }

    @Test
    void what_is_expected_of_a_written_stream_is_said_in_the_write() {
        Append append = Append.to(LOAN, ANY, events(0, 1));

        assertThat(append.onlyIf(AppendCondition.streamAt(OFFER, ANY)).conditions())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> append.onlyIf(AppendCondition.streamAt(LOAN, ANY)))
                .withMessageContaining("loan-1");
    }

    @Test
    void a_condition_begins_at_a_position() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AppendCondition.nothingMatches(EventQuery.all(), -1))
                .withMessageContaining("-1");
    }

    @Test
    void it_does_not_change_with_the_callers_lists() {
        List<EventData> events = new ArrayList<>(events(0, 1));
        Append append = Append.to(LOAN, ANY, events);
        events.add(event(9));

        assertThat(append.size()).isEqualTo(1);
        assertThat(append.writes()).isUnmodifiable();
        assertThat(append.writes().get(0).events()).isUnmodifiable();
    }

    @Test
    @SuppressWarnings("NullAway")
    void what_is_left_out_is_refused_at_once() {
        assertThatNullPointerException().isThrownBy(() -> Append.to(null, ANY, events(0, 1)));
        assertThatNullPointerException().isThrownBy(() -> Append.to(LOAN, null, events(0, 1)));
        assertThatNullPointerException().isThrownBy(() -> AppendCondition.nothingMatches(null, 0));
        assertThatNullPointerException().isThrownBy(() -> AppendCondition.streamAt(null, ANY));
        assertThatNullPointerException().isThrownBy(() -> AppendCondition.streamAt(LOAN, null));
    }

    private static EventData event(long id) {
        return EventData.of(new UUID(0, id), "LoanApproved", Instant.EPOCH, Payload.of("{}"));
    }

    private static List<EventData> events(int from, int count) {
        List<EventData> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(from + i));
        }
        return events;
    }
}
