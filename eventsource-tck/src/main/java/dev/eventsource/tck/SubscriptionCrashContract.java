// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState.Partition;
import dev.eventsource.subscription.Checkpointing;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes again after a crash, and who may work on a partition whose handler does not end. */
abstract class SubscriptionCrashContract extends Subscribers {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");

    private final Semaphore go = new Semaphore(0);
    private final List<CutOff> dead = new ArrayList<>();

    SubscriptionCrashContract(Backend contract) {
        super(contract);
    }

    /** Handlers of processes that were killed. */
    @AfterEach
    void let_go() {
        go.release(1_000);
    }

    private CutOff mortal() {
        CutOff process = new CutOff(storage);
        dead.add(process);
        return process;
    }

    private Running named(String name, Storage used) {
        return process(
                used, Running.Options.DEFAULT.withLease(Duration.ofSeconds(5)).withProcess(name));
    }

    private Partition partition() {
        return storage.checkpoints().find(OUTCOMES).orElseThrow().partitions().get(0);
    }

    /** Of a process that dies at the event at this position. */
    private Subscription stuckAt(long position, Checkpointing checkpointing) {
        Subscription subscription = to(delivered -> {
            if (delivered.recorded().position() == position) {
                go.acquireUninterruptibly();
            }
            handled.add(delivered.recorded());
        });
        return subscription.with(subscription.options().withPage(10).withCheckpointing(checkpointing));
    }

    @Test
    void after_a_crash_in_the_middle_of_a_page_exactly_that_page_comes_again() throws Exception {
        append(25, 5);
        CutOff process = mortal();
        process(process.storage()).start(stuckAt(15, Checkpointing.everyPage()));
        await().until(() -> handled.size() == 14);
        contract.pass(Duration.ofMillis(300));
        assertThat(partition().checkpoint().position()).isEqualTo(10);
        assertThat(partition().checkpoint().event())
                .contains(log().get(9).event().id());
        process.cut();
        handled.clear();

        assertThat(process().start(remembering()).await(25, contract.patience()))
                .isTrue();

        assertThat(positions())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(11, 25).boxed().toList());
    }

    @Test
    void after_a_crash_what_is_stored_every_event_does_not_come_again() throws Exception {
        append(25, 5);
        CutOff process = mortal();
        process(process.storage()).start(stuckAt(15, Checkpointing.everyEvent()));
        await().until(() -> partition().checkpoint().position() == 14);
        process.cut();
        handled.clear();

        assertThat(process().start(remembering()).await(25, contract.patience()))
                .isTrue();

        assertThat(positions())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(15, 25).boxed().toList());
    }

    @Test
    void an_idle_subscription_stores_where_it_is_whatever_was_agreed_on() throws Exception {
        append(15, 5);
        Subscription subscription =
                remembering().of(dev.eventsource.event.EventQuery.all().ofType("LoanApproved"));
        for (int version = 1; version <= 2; version++) {
            SubscriptionId id = new SubscriptionId("outcomes", version);
            process()
                    .start(subscription
                            .version(version)
                            .with(subscription
                                    .options()
                                    .withCheckpointing(
                                            version == 1 ? Checkpointing.everyPage() : Checkpointing.everyEvent())));
            await().until(() -> storage.checkpoints().find(id).orElseThrow().position() == 15);
        }
    }

    @Test
    void an_event_that_kills_a_process_of_a_fixed_name_is_parked_after_so_many_attempts() throws Exception {
        append(6, 2);
        AtomicInteger deaths = new AtomicInteger();
        for (int life = 1; life <= 4; life++) {
            CutOff process = mortal();
            int before = life;
            Subscription killed = to(delivered -> {
                if (delivered.recorded().position() == 3) {
                    process.cut();
                    deaths.incrementAndGet();
                    go.acquireUninterruptibly();
                }
                handled.add(delivered.recorded());
            });
            named("web-1", process.storage()).start(killed);
            await().until(() -> deaths.get() == before
                    || storage.deadLetters().count(Filter.OPEN).letters() > 0);
        }

        RunningSubscription running = named("web-1", storage).start(remembering());

        assertThat(running.await(6, contract.patience())).isTrue();
        DeadLetter letter = storage.deadLetters().list(Filter.OPEN, 10).get(0);
        assertThat(letter.position()).isEqualTo(3);
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(positions()).doesNotContain(3L);
    }

    @Test
    void an_event_that_kills_processes_far_behind_the_checkpoint_is_parked_in_the_end() throws Exception {
        append(65, 2);
        AtomicInteger deaths = new AtomicInteger();
        for (int life = 1; life <= 8; life++) {
            // As if the time for a checkpoint never came.
            CutOff process = new CutOff(watched(call -> {
                if (call.equals("checkpoints.advance")
                        && Thread.currentThread().getName().equals("eventsource-keeper")) {
                    throw new StorageException("not now");
                }
            }));
            dead.add(process);
            int before = life;
            Subscription killed = to(delivered -> {
                if (delivered.recorded().position() == 65) {
                    process.cut();
                    deaths.incrementAndGet();
                    go.acquireUninterruptibly();
                }
            });
            named("web-1", process.storage())
                    .start(killed.with(
                            killed.options().withPage(10).withCheckpointing(Checkpointing.every(Duration.ofHours(1)))));
            await().until(() -> deaths.get() == before
                    || storage.deadLetters().count(Filter.OPEN).letters() > 0);
        }

        assertThat(named("web-1", storage).start(remembering()).await(65, contract.patience()))
                .isTrue();

        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(65L);
        assertThat(positions()).doesNotContain(65L);
    }

    @Test
    void what_is_claimed_while_it_is_stopped_is_given_back() throws Exception {
        CountDownLatch claimed = new CountDownLatch(1);
        Running process = process(watched(call -> {
            // The first thing after a claim.
            if (call.equals("events.head")
                    && Thread.currentThread().getName().equals("eventsource-keeper")
                    && claimed.getCount() > 0) {
                claimed.countDown();
                go.acquireUninterruptibly();
            }
        }));
        RunningSubscription running = process.start(remembering());
        assertThat(claimed.await(contract.patience().toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(partition().owner()).isNotEmpty();
        CompletableFuture<Thread> stopper = new CompletableFuture<>();
        CompletableFuture<List<String>> stopped = CompletableFuture.supplyAsync(() -> {
            stopper.complete(Thread.currentThread());
            return process.stop(running, Duration.ZERO);
        });
        await().until(() -> running.state() == RunState.STOPPED
                && stopper.get(1, TimeUnit.SECONDS).getState() == Thread.State.WAITING);

        go.release();

        assertThat(stopped.get(contract.patience().toMillis(), TimeUnit.MILLISECONDS))
                .isEmpty();
        await().until(() -> partition().owner().isEmpty());
    }

    /** The second process hands over before it has come to what killed the first one. */
    @Test
    void doubt_survives_a_hand_over() throws Exception {
        append(6, 1);
        CutOff first = mortal();
        named("first", first.storage()).start(stuckAt(3, Checkpointing.everyEvent()));
        await().until(() -> partition().checkpoint().position() == 2);
        first.cut();
        storage.leases().renew("first", Duration.ofMillis(100));
        Running second = process();
        second.start(stuckAt(3, Checkpointing.everyEvent()));
        await().until(() -> !partition().owner().equals("first")
                && storage.deadLetters().attempts(lease()).containsKey(3L));

        second.stop(Duration.ZERO);
        contract.pass(Duration.ofMillis(1));

        assertThat(storage.deadLetters().attempts(lease())).containsEntry(3L, 1);
        go.release(100);
        assertThat(process().start(remembering()).await(6, contract.patience())).isTrue();
    }

    private dev.eventsource.store.Lease lease() {
        return new dev.eventsource.store.Lease(OUTCOMES, 0, partition().token());
    }

    @Test
    void it_is_not_started_again_before_the_handler_has_ended() throws Exception {
        append(2, 1);
        Running process = process();
        RunningSubscription first = process.start(stuckAt(1, Checkpointing.everyEvent()));
        await().until(() -> go.hasQueuedThreads());
        Running other = process();
        other.start(remembering());
        assertThat(process.stop(first, Duration.ZERO)).isNotEmpty();

        assertThatThrownBy(() -> process.start(remembering()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("outcomes@1", "partition 0", "not ended");
        // In truth, not by a clock that is put forward: it renews its lease all the while.
        await().pollDelay(LEASE.multipliedBy(2)).until(() -> true);
        assertThat(handled).as("nobody else works on it either").isEmpty();

        go.release();
        await().until(() -> positions().equals(List.of(1L, 2L)));
        other.close();
        await().until(() -> {
            try {
                return process.start(remembering()).await(2, contract.patience());
            } catch (IllegalStateException e) {
                return false;
            }
        });
        assertThat(List.copyOf(handled)).extracting(RecordedEvent::position).containsExactly(1L, 2L);
    }

    @Test
    void a_process_that_was_stopped_keeps_what_does_not_end_until_its_lease_is_over() throws Exception {
        append(2, 1);
        Running process = process(storage, Running.Options.DEFAULT.withLease(Duration.ofSeconds(3)));
        process.start(stuckAt(1, Checkpointing.everyEvent()));
        await().until(() -> go.hasQueuedThreads());
        String owner = partition().owner();

        assertThat(process.stop(Duration.ZERO)).isNotEmpty();

        assertThat(partition().owner()).isEqualTo(owner);
        assertThat(process().start(remembering()).await(2, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(1L, 2L);
    }
}
