// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.Replay;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Events are run through handlers by hand, and a report says what came of it. */
abstract class ReplayContract extends Projecting {

    private static final Replay ALL = Replay.of(EventQuery.all());

    ReplayContract(Backend contract) {
        super(contract);
    }

    @Test
    void everything_is_applied_once_however_often_it_is_replayed() throws Exception {
        append(20, 3);

        assertThat(Projections.replay(storage, projection(MODEL), ALL))
                .isEqualTo(new Replay.Report(20, 0, 0, List.of(), 20));
        append(2, 2);
        assertThat(Projections.replay(storage, projection(MODEL), ALL))
                .isEqualTo(new Replay.Report(2, 20, 0, List.of(), 22));

        assertAppliedOnceThrough(22);
    }

    @Test
    void what_consumers_forget_by_its_age_is_not_applied_again() throws Exception {
        append(20, 3);
        Projections.replay(storage, projection(MODEL), ALL);
        storage.deduplication().remember("letters", UUID.randomUUID());

        assertThat(storage.deduplication().purge(Instant.MAX)).isEqualTo(1);

        assertThat(Projections.replay(storage, projection(MODEL), ALL))
                .isEqualTo(new Replay.Report(0, 20, 0, List.of(), 20));
        assertAppliedOnceThrough(20);
    }

    @Test
    void a_dry_run_reports_what_would_be_and_leaves_nothing() throws Exception {
        append(10, 3);

        Replay.Report report = Projections.replay(storage, failing(MODEL, position -> position == 5), ALL.dryRun());

        assertThat(report.applied()).isEqualTo(9);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(applied(storage, MODEL)).isEmpty();
        assertThat(Projections.replay(storage, projection(MODEL), ALL).applied())
                .isEqualTo(10);
    }

    @Test
    void failures_are_reported_with_position_event_and_reason_and_the_others_applied() throws Exception {
        append(10, 1);

        Replay.Report report = Projections.replay(storage, failing(MODEL, position -> position % 5 == 0), ALL);

        assertThat(report)
                .isEqualTo(new Replay.Report(
                        8,
                        0,
                        2,
                        List.of(
                                new Replay.Failure(
                                        5,
                                        log().get(4).event().id(),
                                        new IllegalStateException("no such customer").toString()),
                                new Replay.Failure(
                                        10,
                                        log().get(9).event().id(),
                                        new IllegalStateException("no such customer").toString())),
                        10));
        assertThat(applied(storage, MODEL))
                .isEqualTo(once(LongStream.rangeClosed(1, 9).filter(position -> position != 5)));
    }

    @Test
    void a_strict_one_stops_before_the_first_failure_and_can_go_on_from_there() throws Exception {
        append(10, 1);
        AtomicBoolean broken = new AtomicBoolean(true);

        Replay.Report stopped =
                Projections.replay(storage, failing(MODEL, at -> at == 5 && broken.get()), ALL.strictly());

        assertThat(stopped.lastPosition()).isEqualTo(4);
        assertThat(stopped.failures()).extracting(Replay.Failure::position).containsExactly(5L);
        assertAppliedOnceThrough(4);

        broken.set(false);
        Replay rest = ALL.strictly().between(stopped.lastPosition(), Long.MAX_VALUE);
        assertThat(Projections.replay(storage, failing(MODEL, at -> broken.get()), rest))
                .isEqualTo(new Replay.Report(6, 0, 0, List.of(), 10));
        assertAppliedOnceThrough(10);
    }

    @Test
    void a_report_names_the_first_hundred_failures() throws Exception {
        append(130, 1);

        Replay.Report report = Projections.replay(storage, failing(MODEL, position -> true), ALL);

        assertThat(report.failed()).isEqualTo(130);
        assertThat(report.failures()).hasSize(Replay.MAX_FAILURES);
    }

    @Test
    void one_chooses_by_tenant_category_stream_event_and_range() throws Exception {
        storage.events().append(Loans.LOAN, ExpectedVersion.any(), Loans.some(2));
        storage.events().append(Loans.CUSTOMER, ExpectedVersion.any(), Loans.some(2));
        storage.events().append(Loans.LOAN.in("acme"), ExpectedVersion.any(), Loans.some(2));
        storage.events().append(Loans.OTHER_LOAN, ExpectedVersion.any(), Loans.some(2));
        UUID sixth = log().get(5).event().id();

        assertThat(replayed(Replay.of(EventQuery.all().inTenant("acme")))).containsExactly(5L, 6L);
        assertThat(replayed(Replay.of(EventQuery.all().inCategory("customer")))).containsExactly(3L, 4L);
        assertThat(replayed(Replay.of(EventQuery.all().inStream(Loans.OTHER_LOAN))))
                .containsExactly(7L, 8L);
        assertThat(replayed(Replay.event(events, sixth))).containsExactly(6L);
        assertThat(replayed(ALL.between(2, 5))).containsExactly(3L, 4L, 5L);
        assertThat(replayed(ALL.between(20, 30))).isEmpty();
        assertThatThrownBy(() -> Replay.event(events, UUID.randomUUID())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.between(5, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Long> replayed(Replay which) throws InterruptedException {
        handled.clear();
        Projections.replay(storage, delivered -> handled.add(delivered.recorded()), which);
        return positions();
    }

    @Test
    void what_is_appended_meanwhile_is_left_alone() throws Exception {
        append(10, 1);

        Replay.Report report = Projections.replay(
                storage,
                delivered -> delivered
                        .storage()
                        .events()
                        .append(Loans.CUSTOMER, ExpectedVersion.any(), List.of(Loans.submitted())),
                ALL);

        assertThat(report).isEqualTo(new Replay.Report(10, 0, 0, List.of(), 10));
        assertThat(events.head()).isEqualTo(20);
    }
}
