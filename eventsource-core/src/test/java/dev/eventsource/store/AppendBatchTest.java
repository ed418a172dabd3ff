// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.store.Loans.events;
import static dev.eventsource.store.Loans.loan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AppendBatchTest {

    private static final Instant NOW = Instant.parse("2012-02-29T10:11:12.123456Z");
    private static final Clock CLOCK = Clock.fixed(NOW.plusNanos(789), ZoneOffset.UTC);

    private final StoredLoans stored = new StoredLoans();

    @Test
    void events_get_positions_and_versions_without_holes() {
        store(Append.to(loan("a"), noStream(), events(1, 2)));
        AppendBatch batch = new AppendBatch(stored, CLOCK);

        AppendResult first =
                batch.decide(Append.to(loan("b"), noStream(), events(3)).and(loan("a"), exactly(2), events(4, 5)));
        AppendResult second = batch.decide(Append.to(loan("b"), exactly(1), events(6)));

        assertThat(first).isEqualTo(new AppendResult(List.of(1L, 4L), 3, 5));
        assertThat(second).isEqualTo(new AppendResult(List.of(2L), 6, 6));
        assertThat(batch.accepted()).extracting(RecordedEvent::position).containsExactly(3L, 4L, 5L, 6L);
        assertThat(batch.accepted()).extracting(RecordedEvent::version).containsExactly(1L, 3L, 4L, 2L);
        assertThat(batch.accepted()).extracting(RecordedEvent::recordedAt).containsOnly(NOW);
    }

    @Test
    void a_clock_that_goes_back_does_not_take_the_log_with_it() {
        store(Append.to(loan("a"), any(), events(1)));
        AppendBatch batch = new AppendBatch(stored, Clock.fixed(NOW.minusSeconds(60), ZoneOffset.UTC));
        batch.decide(Append.to(loan("a"), any(), events(2)));

        assertThat(batch.accepted().get(0).recordedAt()).isEqualTo(NOW);
    }

    @Test
    void a_conflict_names_stream_expected_and_actual_and_leaves_the_batch_as_it_was() {
        store(Append.to(loan("a"), any(), events(1)));
        AppendBatch batch = new AppendBatch(stored, CLOCK);
        batch.decide(Append.to(loan("a"), exactly(1), events(2)));

        VersionConflictException conflict = catchThrowableOfType(
                VersionConflictException.class,
                () -> batch.decide(Append.to(loan("b"), noStream(), events(3)).and(loan("a"), exactly(1), events(4))));

        assertThat(conflict.stream()).isEqualTo(loan("a"));
        assertThat(conflict.expected()).isEqualTo(exactly(1));
        assertThat(conflict.actual()).isEqualTo(2);
        assertThat(conflict).hasMessageContainingAll("loan-a", "version 1", "version 2");
        assertThat(batch.accepted()).hasSize(1);
        assertThat(batch.decide(Append.to(loan("b"), noStream(), events(3))).firstPosition())
                .isEqualTo(3);
    }

    @Test
    void a_condition_sees_what_is_stored_and_what_the_batch_has_accepted() {
        store(Append.to(loan("a"), any(), events(1)));
        AppendBatch batch = new AppendBatch(stored, CLOCK);
        EventQuery loans = EventQuery.all().inCategory("loan");

        ConditionFailedException old =
                catchThrowableOfType(ConditionFailedException.class, () -> batch.decide(guarded(2, loans, 0)));
        assertThat(old.position()).isEqualTo(1);
        batch.decide(guarded(2, loans, 1));
        ConditionFailedException fresh =
                catchThrowableOfType(ConditionFailedException.class, () -> batch.decide(guarded(3, loans, 1)));
        assertThat(fresh.position()).isEqualTo(2);
        assertThat(fresh.condition().afterPosition()).isEqualTo(1);
        assertThat(batch.accepted()).hasSize(1);
    }

    @Test
    void a_stream_that_is_not_written_can_be_demanded_to_stay() {
        AppendBatch batch = new AppendBatch(stored, CLOCK);
        Append append = Append.to(loan("a"), any(), events(1)).onlyIf(AppendCondition.streamAt(loan("b"), noStream()));
        batch.decide(Append.to(loan("b"), any(), events(2)));

        assertThatThrownBy(() -> batch.decide(append))
                .isInstanceOf(VersionConflictException.class)
                .hasMessageContainingAll("loan-b", "no stream");
    }

    @Test
    void a_retry_gets_the_first_answer_whatever_is_expected_and_stores_nothing() {
        Append append = Append.to(loan("a"), noStream(), events(1, 2)).and(loan("b"), noStream(), events(3));
        store(append);
        store(Append.to(loan("a"), any(), events(4)));
        AppendBatch batch = new AppendBatch(stored, CLOCK);

        assertThat(batch.decide(append)).isEqualTo(new AppendResult(List.of(2L, 1L), 1, 3));
        assertThat(batch.decide(Append.to(loan("a"), exactly(9), events(2, 4))))
                .isEqualTo(new AppendResult(List.of(3L), 2, 4));
        assertThat(batch.accepted()).isEmpty();
    }

    @Test
    void a_retry_in_the_same_batch_is_one_too() {
        AppendBatch batch = new AppendBatch(stored, CLOCK);
        Append append = Append.to(loan("a"), noStream(), events(1, 2));

        assertThat(batch.decide(append)).isEqualTo(batch.decide(append));
        assertThat(batch.accepted()).hasSize(2);
    }

    @Test
    void some_ids_another_order_another_stream_or_a_gap_is_no_retry() {
        store(Append.to(loan("a"), noStream(), events(1, 2, 3)));
        AppendBatch batch = new AppendBatch(stored, CLOCK);

        for (Append append : List.of(
                Append.to(loan("a"), any(), events(3, 4)),
                Append.to(loan("a"), any(), events(4, 3)),
                Append.to(loan("a"), any(), events(2, 1)),
                Append.to(loan("a"), any(), events(1, 3)),
                Append.to(loan("b"), any(), events(1)),
                Append.to(loan("a"), any(), events(1)).and(loan("b"), any(), events(9)))) {
            assertThatThrownBy(() -> batch.decide(append)).isInstanceOf(DuplicateEventException.class);
        }
        DuplicateEventException duplicate = catchThrowableOfType(
                DuplicateEventException.class, () -> batch.decide(Append.to(loan("a"), any(), events(3, 4))));
        assertThat(duplicate.ids()).containsExactly(new UUID(0, 3));
        assertThat(batch.accepted()).isEmpty();
    }

    @Test
    void a_batch_has_the_outcome_of_its_appends_one_by_one() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            StoredLoans apart = new StoredLoans();
            StoredLoans together = new StoredLoans();
            for (int batches = 0; batches < 3; batches++) {
                AppendBatch batch = new AppendBatch(together, CLOCK);
                for (int i = 0; i < 5; i++) {
                    Append append = random(random);
                    AppendBatch alone = new AppendBatch(apart, CLOCK);
                    assertThat(outcome(batch, append)).isEqualTo(outcome(alone, append));
                    apart.add(alone.accepted());
                }
                together.add(batch.accepted());
            }
            assertThat(together.log()).isEqualTo(apart.log());
        }
    }

    private void store(Append append) {
        AppendBatch batch = new AppendBatch(stored, CLOCK);
        batch.decide(append);
        stored.add(batch.accepted());
    }

    private static Append guarded(long id, EventQuery query, long after) {
        return Append.to(loan("new"), any(), events(id)).onlyIf(AppendCondition.nothingMatches(query, after));
    }

    private static Object outcome(AppendBatch batch, Append append) {
        try {
            return batch.decide(append);
        } catch (EventSourceException e) {
            return e.getClass() + String.valueOf(e.getMessage());
        }
    }

    private static Append random(Random random) {
        List<Long> ids = new ArrayList<>(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
        java.util.Collections.shuffle(ids, random);
        ExpectedVersion expected = List.of(any(), noStream(), exactly(1), ExpectedVersion.streamExists())
                .get(random.nextInt(4));
        Append append = Append.to(loan("" + random.nextInt(2)), expected, events(ids.get(0)));
        if (random.nextBoolean()) {
            append = append.and(loan("x"), any(), events(ids.get(1), ids.get(2)));
        }
        return random.nextInt(4) > 0
                ? append
                : append.onlyIf(AppendCondition.nothingMatches(
                        EventQuery.all().inStream(loan("" + random.nextInt(2))), random.nextInt(4)));
    }
}
