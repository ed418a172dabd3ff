// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.WriteTransaction.CommitUnknownException;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final FakeStore store = new FakeStore();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final GroupCommit commits = commits(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        commits.close();
        assertThat(store.open).as("open transactions").hasValue(0);
    }

    @Test
    void one_append_alone_is_one_batch_and_wakes_once() {
        AppendResult result = commits.append(append("1"));

        assertThat(result.version()).isEqualTo(1);
        assertThat(store.batchSizes).containsExactly(1);
        assertThat(wakeUps).hasValue(1);
    }

    @Test
    void appends_that_arrive_behind_a_turn_are_one_batch_in_the_order_of_their_arrival() throws Exception {
        List<CompletableFuture<AppendResult>> results = behindATurn(() -> IntStream.range(0, 50)
                .mapToObj(i -> commits.appendAsync(append("same")))
                .toList());

        List<Long> versions =
                results.stream().map(result -> result.join().version()).toList();
        assertThat(versions)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 50).mapToObj(Long::valueOf).toList());
        assertThat(store.batchSizes).containsExactly(50);
    }

    @Test
    void an_observer_is_told_what_was_done_together_and_may_ask_how_much_waits() throws Exception {
        List<Integer> together = new CopyOnWriteArrayList<>();
        AtomicReference<IntSupplier> waiting = new AtomicReference<>(() -> -1);
        Observer observer = new Observer() {
            @Override
            public Registration waiting(IntSupplier appends) {
                waiting.set(appends);
                return () -> waiting.set(() -> -2);
            }

            @Override
            public void together(int appends) {
                together.add(appends);
            }
        };
        List<Integer> seen = new ArrayList<>();
        try (GroupCommit watched = new GroupCommit(store, Duration.ofSeconds(30), () -> {}, observer)) {
            CountDownLatch release = new CountDownLatch(1);
            Thread holder = turn(watched, release);
            List<CompletableFuture<AppendResult>> results = IntStream.range(0, 3)
                    .mapToObj(i -> watched.appendAsync(append("loan" + i)))
                    .toList();
            seen.add(waiting.get().getAsInt());
            release.countDown();
            holder.join();
            results.forEach(CompletableFuture::join);
            await().until(() -> !together.isEmpty());
            seen.add(waiting.get().getAsInt());
        }
        seen.add(waiting.get().getAsInt());
        assertThat(seen).containsExactly(3, 0, -2);
        assertThat(together).containsExactly(3);
    }

    @Test
    void a_batch_that_fails_harms_only_the_append_that_made_it_fail() throws Exception {
        Append poison = append("poison");
        store.beforeCommit = batch -> {
            if (batch.contains(poison)) {
                throw new StorageException("constraint violated");
            }
        };

        List<CompletableFuture<AppendResult>> results = behindATurn(() -> IntStream.range(0, 21)
                .mapToObj(i -> commits.appendAsync(i == 13 ? poison : append("loan" + i)))
                .toList());

        assertThat(results.get(13))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withRootCauseInstanceOf(StorageException.class)
                .withMessageContaining("constraint violated");
        for (int i = 0; i < 21; i++) {
            if (i != 13) {
                assertThat(results.get(i).join().version()).isEqualTo(1);
            }
        }
        assertThat(store.events.stream().map(event -> event.stream().key()))
                .as("the order of the queue")
                .containsExactlyElementsOf(IntStream.range(0, 21)
                        .filter(i -> i != 13)
                        .mapToObj(i -> "loan" + i)
                        .toList());
    }

    @Test
    void an_error_of_the_database_layer_reaches_the_caller_as_a_storage_exception() {
        store.beforeCommit = batch -> {
            throw new OutOfMemoryError("pretended");
        };

        assertThatThrownBy(() -> commits.append(append("1")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("nothing was stored");
    }

    @Test
    void when_the_answer_of_a_commit_that_succeeded_is_lost_everybody_gets_the_places_that_were_stored()
            throws Exception {
        loseAnswers(1, true);

        List<CompletableFuture<AppendResult>> results = behindATurn(() -> IntStream.range(0, 5)
                .mapToObj(i -> commits.appendAsync(append("same")))
                .toList());

        assertThat(results.stream().map(result -> result.join().lastPosition())).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.events).hasSize(5);
    }

    @Test
    void when_the_answer_of_a_commit_that_failed_is_lost_the_appends_are_stored_now() throws Exception {
        loseAnswers(1, false);

        List<CompletableFuture<AppendResult>> results = behindATurn(() -> IntStream.range(0, 5)
                .mapToObj(i -> commits.appendAsync(append("same")))
                .toList());

        assertThat(results.stream().map(result -> result.join().lastPosition())).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(store.events).hasSize(5);
    }

    @Test
    void when_answers_stay_lost_the_outcome_is_unknown_and_names_the_ids() {
        loseAnswers(Integer.MAX_VALUE, false);
        Append append = append("1");

        try (GroupCommit impatient = commits(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.append(append))
                    .isInstanceOfSatisfying(
                            AppendOutcomeUnknownException.class,
                            e -> assertThat(e.ids())
                                    .containsExactly(append.writes()
                                            .get(0)
                                            .events()
                                            .get(0)
                                            .id()));
        }
    }

    @Test
    void an_error_after_a_lost_answer_leaves_the_outcome_unknown() {
        loseAnswers(1, true);
        store.beforeCommit = batch -> {
            if (!store.events.isEmpty()) {
                throw new OutOfMemoryError("pretended");
            }
        };
        try (GroupCommit impatient = commits(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.append(append("1"))).isInstanceOf(AppendOutcomeUnknownException.class);
        }
    }

    @Test
    void a_conflict_is_thrown_with_the_stack_of_its_caller() {
        Append conflicting = Append.to(StreamId.of("loan", "1"), ExpectedVersion.exactly(7), List.of(event()));

        assertThatThrownBy(() -> commits.append(conflicting))
                .isInstanceOf(VersionConflictException.class)
                .satisfies(e -> assertThat(e.getStackTrace())
                        .anyMatch(frame ->
                                frame.getMethodName().equals("a_conflict_is_thrown_with_the_stack_of_its_caller")));
    }

    @Test
    void who_cannot_begin_a_transaction_fails_alone_and_nothing_of_it_is_stored_later() {
        store.unreachable = true;
        assertThatThrownBy(() -> commits.append(append("1"))).hasMessageContaining("unreachable");
        store.unreachable = false;

        commits.append(append("2"));

        assertThat(store.events.stream().map(event -> event.stream().key())).containsExactly("2");
    }

    @Test
    void an_append_that_waited_too_long_is_withdrawn_and_never_stored() throws Exception {
        try (GroupCommit impatient = commits(Duration.ofMillis(100))) {
            CountDownLatch release = new CountDownLatch(1);
            Thread holder = turn(impatient, release);
            assertThatThrownBy(() -> impatient.append(append("late")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("nothing was stored");
            release.countDown();
            holder.join();

            impatient.append(append("next"));
        }
        assertThat(store.events.stream().map(event -> event.stream().key())).containsExactly("next");
    }

    @Test
    void so_is_one_that_nobody_waits_for() throws Exception {
        try (GroupCommit impatient = commits(Duration.ofMillis(100))) {
            CountDownLatch release = new CountDownLatch(1);
            Thread holder = turn(impatient, release);
            assertThat(impatient.appendAsync(append("late")))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withRootCauseInstanceOf(StorageException.class)
                    .withMessageContaining("nothing was stored");
            release.countDown();
            holder.join();

            impatient.append(append("next"));
        }
        assertThat(store.events.stream().map(event -> event.stream().key())).containsExactly("next");
    }

    @Test
    void interrupting_a_waiting_thread_neither_takes_back_its_append_nor_loses_the_interrupt() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CompletableFuture<AppendResult> result = new CompletableFuture<>();
        Thread writer = behindATurn(() -> {
            Thread thread = new Thread(() -> {
                result.complete(commits.append(append("1")));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            thread.interrupt();
            return thread;
        });
        writer.join();

        assertThat(result.join().version()).isEqualTo(1);
        assertThat(interrupted).isTrue();
    }

    @Test
    void closing_fails_those_who_wait_and_those_who_come() throws Exception {
        CompletableFuture<AppendResult> waiting = behindATurn(() -> {
            CompletableFuture<AppendResult> result = commits.appendAsync(append("1"));
            new Thread(commits::close).start();
            await().until(result::isDone);
            return result;
        });

        assertThat(waiting).failsWithin(Duration.ofSeconds(10));
        assertThatThrownBy(() -> commits.append(append("2"))).isInstanceOf(IllegalStateException.class);
        assertThat(store.events).isEmpty();
    }

    @Test
    void closing_waits_for_the_turn_under_way() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = turn(commits, release);
        Thread closer = new Thread(commits::close);
        closer.start();
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);

        release.countDown();

        closer.join();
        holder.join();
    }

    @Test
    void inside_a_turn_appending_around_it_is_refused() {
        commits.beginTurn();
        try {
            assertThatThrownBy(() -> commits.append(append("1")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("use the storage handed to you");
            assertThatThrownBy(() -> commits.appendAsync(append("1"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(commits::beginTurn).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(commits::close).isInstanceOf(IllegalStateException.class);
        } finally {
            commits.endTurn();
        }
    }

    @Test
    void too_many_waiting_appends_are_refused_instead_of_filling_the_memory() throws Exception {
        Append append = append("1");
        behindATurn(() -> {
            for (int i = 0; i < 100_000; i++) {
                commits.appendAsync(append);
            }
            assertThatThrownBy(() -> commits.appendAsync(append))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("100000 appends are waiting");
            return append;
        });
        await().ignoreExceptionsInstanceOf(StorageException.class)
                .until(() -> commits.append(append("2")).lastPosition() > 0);
    }

    @Test
    void a_stage_that_blocks_delays_no_other_caller() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        CompletableFuture<Void> blocking =
                behindATurn(() -> commits.appendAsync(append("1")).thenAccept(result -> awaitUninterruptibly(forever)));

        assertThat(commits.append(append("2")).version()).isEqualTo(1);
        assertThat(commits.append(append("3")).version()).isEqualTo(1);
        assertThat(blocking).isNotDone();
        forever.countDown();
        blocking.join();
    }

    @Test
    void a_cancelled_future_is_stored_all_the_same() throws Exception {
        behindATurn(() -> commits.appendAsync(append("1")).cancel(true));

        await().untilAsserted(() -> assertThat(wakeUps).hasValue(1));
        assertThat(store.events).hasSize(1);
    }

    @Test
    void large_appends_are_not_combined_beyond_the_cap() throws Exception {
        List<CompletableFuture<AppendResult>> results = behindATurn(() -> IntStream.range(0, 3)
                .mapToObj(i -> commits.appendAsync(Append.to(
                        StreamId.of("loan", "big" + i),
                        ExpectedVersion.any(),
                        IntStream.range(0, 3000).mapToObj(k -> event()).toList())))
                .toList());

        results.forEach(CompletableFuture::join);
        assertThat(store.batchSizes).containsExactly(1, 1, 1);
    }

    private void loseAnswers(int times, boolean stored) {
        AtomicInteger left = new AtomicInteger(times);
        FakeStore.Fault fault = batch -> {
            if (left.getAndDecrement() > 0) {
                throw new CommitUnknownException("The connection broke", new IOException("reset"));
            }
        };
        if (stored) {
            store.afterCommit = fault;
        } else {
            store.beforeCommit = fault;
        }
    }

    private GroupCommit commits(Duration timeout) {
        return new GroupCommit(store, timeout, wakeUps::incrementAndGet);
    }

    /** Does something while another thread has its turn, so that what is appended waits in the queue. */
    private <T> T behindATurn(Meanwhile<T> meanwhile) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = turn(commits, release);
        try {
            return meanwhile.happens();
        } finally {
            release.countDown();
            holder.join();
        }
    }

    private static Thread turn(GroupCommit commits, CountDownLatch release) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            commits.beginTurn();
            begun.countDown();
            awaitUninterruptibly(release);
            commits.endTurn();
        });
        holder.start();
        begun.await();
        return holder;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Append append(String key) {
        return Append.to(StreamId.of("loan", key), ExpectedVersion.any(), List.of(event()));
    }

    private static EventData event() {
        return EventData.of(UUID.randomUUID(), "Submitted", Instant.EPOCH, Payload.of("{}"));
    }

    private interface Meanwhile<T> {
        T happens() throws Exception;
    }
}
