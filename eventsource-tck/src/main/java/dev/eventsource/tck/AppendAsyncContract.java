// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.LOAN;
import static dev.eventsource.tck.Loans.OTHER_LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Appends that do not wait. */
abstract class AppendAsyncContract extends Suite {

    AppendAsyncContract(Backend contract) {
        super(contract);
    }

    @Test
    void appends_of_one_thread_keep_their_order() throws Exception {
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        List<EventData> written = Loans.some(200);
        for (int i = 0; i < written.size(); i++) {
            futures.add(events.appendAsync(Append.to(LOAN, exactly(i), List.of(written.get(i)))));
        }

        for (int i = 0; i < futures.size(); i++) {
            assertThat(get(futures.get(i))).isEqualTo(new AppendResult(List.of(i + 1L), i + 1L, i + 1L));
        }
        assertThat(events.read(LOAN, 0, 1000)).extracting(RecordedEvent::event).isEqualTo(written);
    }

    @Test
    void an_append_that_waits_comes_behind_those_that_did_not() throws Exception {
        List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            futures.add(events.appendAsync(Append.to(LOAN, any(), Loans.some(1))));
        }

        assertThat(events.append(LOAN, exactly(50), Loans.some(1)).version()).isEqualTo(51);
        for (CompletableFuture<AppendResult> future : futures) {
            assertThat(get(future).version()).isLessThanOrEqualTo(50);
        }
    }

    @Test
    void the_future_fails_with_the_same_exceptions() throws Exception {
        EventData stored = Loans.submitted();
        events.append(LOAN, any(), List.of(stored));

        assertFails(Append.to(LOAN, noStream(), Loans.some(1)), VersionConflictException.class);
        assertFails(Append.to(LOAN, any(), List.of(stored, Loans.submitted())), DuplicateEventException.class);
        assertFails(
                Append.to(OTHER_LOAN, any(), Loans.some(1)).onlyIf(AppendCondition.nothingMatches(EventQuery.all(), 0)),
                ConditionFailedException.class);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void it_returns_while_the_write_lock_is_held() throws Exception {
        try (HeldLock held = HeldLock.of(storage)) {
            CompletableFuture<AppendResult> future = events.appendAsync(Append.to(LOAN, any(), Loans.some(1)));

            assertThat(future).isNotDone();
            assertThat(events.head()).isZero();

            held.release();
            assertThat(get(future).version()).isEqualTo(1);
        }
    }

    @Test
    void cancelling_the_future_does_not_take_the_append_back() throws Exception {
        try (HeldLock held = HeldLock.of(storage)) {
            CompletableFuture<AppendResult> cancelled = events.appendAsync(Append.to(LOAN, any(), Loans.some(1)));
            CompletableFuture<AppendResult> behind = events.appendAsync(Append.to(LOAN, any(), Loans.some(1)));

            cancelled.cancel(true);
            held.release();

            assertThat(get(behind).version()).isEqualTo(2);
        }
    }

    @Test
    void too_many_that_wait_are_refused_and_the_others_stored() throws Exception {
        Append same = Append.to(LOAN, any(), Loans.some(1));
        List<CompletableFuture<AppendResult>> accepted = new ArrayList<>();
        try (HeldLock held = HeldLock.of(storage)) {
            CompletableFuture<AppendResult> last = appendAsyncOrFail(same);
            while (!last.isCompletedExceptionally() && accepted.size() < 200_000) {
                accepted.add(last);
                last = appendAsyncOrFail(same);
            }
            CompletableFuture<AppendResult> refused = last;
            assertThatThrownBy(() -> get(refused)).hasRootCauseInstanceOf(StorageException.class);
            held.release();
        }
        for (CompletableFuture<AppendResult> future : accepted) {
            assertThat(get(future)).isEqualTo(new AppendResult(List.of(1L), 1, 1));
        }
        assertThat(events.head()).isEqualTo(1);
    }

    private CompletableFuture<AppendResult> appendAsyncOrFail(Append append) {
        try {
            return events.appendAsync(append);
        } catch (StorageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void assertFails(Append append, Class<? extends Throwable> reason) {
        assertThatThrownBy(() -> get(events.appendAsync(append))).hasCauseInstanceOf(reason);
    }

    private static AppendResult get(CompletableFuture<AppendResult> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
