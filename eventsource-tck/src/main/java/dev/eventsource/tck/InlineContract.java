// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ProjectionFailedException;
import dev.eventsource.projection.Projections;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Projections inside appends: both are stored, or neither. */
abstract class InlineContract extends Projecting {

    private Storage inline;

    InlineContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void wrap() {
        inline = Projections.inline(storage, projection(MODEL));
    }

    @AfterEach
    void closeBoth() {
        inline.close();
    }

    private static void append(Storage storage, EventData... written) {
        storage.events().append(Loans.LOAN, ExpectedVersion.any(), List.of(written));
    }

    @Test
    void an_append_is_projected_when_it_returns() {
        inline.events()
                .append(Append.to(Loans.LOAN, ExpectedVersion.noStream(), Loans.some(2))
                        .and(Loans.OTHER_LOAN, ExpectedVersion.noStream(), Loans.some(1)));
        append(inline, Loans.approved());

        assertAppliedOnceThrough(4);
    }

    @Test
    void handlers_get_the_events_as_they_are_stored() {
        Storage remembering = Projections.inline(
                storage,
                Projection.of(
                        MODEL,
                        EventQuery.all().ofType("LoanApproved"),
                        delivered -> handled.add(delivered.recorded())));

        append(remembering, Loans.submitted(), Loans.approved());

        assertThat(handled).isEqualTo(log().subList(1, 2));
        assertThat(handled).extracting(RecordedEvent::position).containsExactly(2L);
    }

    @Test
    void a_handler_that_fails_refuses_the_append_and_nothing_of_both_is_stored() {
        Storage failing = Projections.inline(storage, projection(MODEL), failing(MODEL.version(2), at -> at == 2));
        append(failing, Loans.submitted());

        assertThatThrownBy(() -> append(failing, Loans.submitted()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no such customer");

        assertThat(events.head()).isEqualTo(1);
        assertAppliedOnceThrough(1);
        assertThat(applied(storage, MODEL.version(2))).isEqualTo(onceThrough(1));
    }

    @Test
    void a_checked_exception_is_the_cause() {
        Storage failing = Projections.inline(storage, Projection.of(MODEL, EventQuery.all(), delivered -> {
            throw new IOException("no disk");
        }));

        assertThatThrownBy(() -> append(failing, Loans.submitted()))
                .isInstanceOf(ProjectionFailedException.class)
                .hasMessageContaining("outcomes@1")
                .hasCauseInstanceOf(IOException.class);
        assertNothingStored();
    }

    @Test
    void an_append_that_is_refused_projects_nothing() {
        append(inline, Loans.submitted());

        assertThatThrownBy(() ->
                        inline.events().append(Loans.LOAN, ExpectedVersion.noStream(), List.of(Loans.submitted())))
                .isInstanceOf(VersionConflictException.class);

        assertAppliedOnceThrough(1);
    }

    @Test
    void a_retried_append_is_projected_once_even_if_others_came_in_between_or_only_a_part_is_retried() {
        EventData first = Loans.event("LoanSubmitted", UUID.randomUUID());
        EventData second = Loans.event("LoanApproved", UUID.randomUUID());
        append(inline, first, second);
        append(inline, first, second);
        append(inline, Loans.submitted());
        append(inline, first, second);
        append(inline, second);

        assertThat(events.head()).isEqualTo(3);
        assertAppliedOnceThrough(3);
    }

    @Test
    void a_retry_through_another_handle_is_projected_once() {
        EventData written = Loans.submitted();
        append(Projections.inline(storage, projection(MODEL)), written);

        append(Projections.inline(storage, projection(MODEL)), written);

        assertAppliedOnceThrough(1);
    }

    @Test
    void a_transaction_projects_what_is_appended_in_it_and_sees_it_at_once() {
        inline.<Boolean, RuntimeException>atomically(tx -> {
            append(tx, Loans.submitted());
            assertThat(applied(tx, MODEL)).isEqualTo(onceThrough(1));
            append(tx, Loans.approved());
            return true;
        });
        assertAppliedOnceThrough(2);

        assertThatThrownBy(() -> inline.<Boolean, RuntimeException>atomically(tx -> {
                    append(tx, Loans.submitted());
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertAppliedOnceThrough(2);
        assertThat(events.head()).isEqualTo(2);
    }

    @Test
    void appends_that_do_not_wait_are_projected_too() throws Exception {
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(inline.events().appendAsync(Append.to(Loans.LOAN, ExpectedVersion.exactly(i), Loans.some(1))));
        }
        inline.events().append(Loans.LOAN, ExpectedVersion.exactly(20), Loans.some(1));

        assertThat(futures)
                .allMatch(future ->
                        future.completeOnTimeout(null, 5, TimeUnit.SECONDS).join() != null);
        assertAppliedOnceThrough(21);
    }

    @Test
    void a_tenants_appends_are_projected_where_the_storage_was_wrapped() {
        append(inline.forTenant("acme"), Loans.submitted());
        assertAppliedOnceThrough(1);
        assertThat(applied(storage.forTenant("acme"), MODEL)).isEmpty();

        append(Projections.inline(storage.forTenant("acme"), projection(MODEL)), Loans.submitted());
        assertThat(applied(storage.forTenant("acme"), MODEL)).containsOnlyKeys(2L);
        assertAppliedOnceThrough(1);
    }

    @Test
    void of_many_writers_every_append_is_projected_once() throws Exception {
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(number -> new Thread(() -> {
                    for (int i = 0; i < 25; i++) {
                        append(inline, Loans.submitted());
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }

        assertAppliedOnceThrough(100);
    }
}
