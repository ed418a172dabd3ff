// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Partitioning;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Processes share the partitions of a subscription: each event goes to one of them, and order survives hand-overs. */
abstract class SubscriptionSharingContract extends Subscribers {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");

    SubscriptionSharingContract(Backend contract) {
        super(contract);
    }

    private Map<String, Long> owners() {
        return storage.checkpoints().find(OUTCOMES).orElseThrow().partitions().stream()
                .filter(partition -> !partition.owner().isEmpty())
                .collect(Collectors.groupingBy(partition -> partition.owner(), Collectors.counting()));
    }

    @Test
    void a_process_that_joins_gets_its_share_and_one_that_leaves_gives_it_back() throws Exception {
        Running first = process();
        first.start(remembering().partitions(8));
        await().until(() -> owners().values().stream().toList().equals(List.of(8L)));
        Running second = process();
        second.start(remembering().partitions(8));
        await().until(() -> owners().values().stream().toList().equals(List.of(4L, 4L)));

        append(40, 20);
        await().until(() -> handled.size() == 40);
        first.close();
        append(40, 20);

        await().until(() -> handled.size() == 80);
        assertThat(Set.copyOf(positions())).hasSize(80);
        await().until(() -> owners().values().stream().toList().equals(List.of(8L)));
        inOrder();
    }

    private void inOrder() {
        Map<String, List<Long>> versions = List.copyOf(handled).stream()
                .collect(Collectors.groupingBy(
                        event -> event.stream().toString(),
                        Collectors.mapping(RecordedEvent::version, Collectors.toList())));
        versions.forEach((stream, seen) -> assertThat(seen).as(stream).isSorted());
    }

    @Test
    void hand_overs_in_the_middle_of_reading_leave_nothing_out() throws Exception {
        Subscription subscription = to(delivered -> {
                    handled.add(delivered.recorded());
                    Thread.currentThread().join(8);
                })
                .partitions(4);
        Subscription small = subscription.with(subscription.options().withPage(10));
        append(240, 20);
        RunningSubscription steady = process().start(small);
        for (int i = 0; i < 4; i++) {
            Running guest = process();
            guest.start(small);
            append(15, 20);
            Thread.currentThread().join(250);
            guest.close();
        }

        assertThat(steady.await(300, contract.patience().multipliedBy(3))).isTrue();
        assertThat(Set.copyOf(positions())).hasSize(300);
        neverSkipped();
    }

    /** Of each stream, no version came before the one before it. */
    private void neverSkipped() {
        Map<String, Long> reached = new HashMap<>();
        for (RecordedEvent event : List.copyOf(handled)) {
            String stream = event.stream().toString();
            assertThat(event.version()).as(stream).isLessThanOrEqualTo(reached.getOrDefault(stream, 0L) + 1);
            reached.merge(stream, event.version(), Math::max);
        }
    }

    @Test
    void a_lane_that_waits_does_not_hold_up_the_others_and_memory_stays_bounded() throws Exception {
        Semaphore go = new Semaphore(0);
        Partitioning partitioning = Partitioning.byStream(4);
        String slow = "loan-0";
        Subscription subscription = to(delivered -> {
            if (delivered.recorded().stream().toString().equals(slow)) {
                go.acquire();
            }
            handled.add(delivered.recorded());
        });
        RunningSubscription running = process()
                .start(subscription.with(
                        subscription.options().withPartitioning(partitioning).withPage(5)));
        append(200, 20);
        append(100, 1);

        long others = log().stream().filter(event -> !slowLane(event, slow)).count();
        await().until(() -> List.copyOf(handled).stream()
                        .filter(event -> !slowLane(event, slow))
                        .count()
                == others);
        assertThat(running.state()).isEqualTo(RunState.CATCHING_UP);

        go.release(10_000);
        assertThat(running.await(300, contract.patience())).isTrue();
        assertThat(Set.copyOf(positions())).hasSize(300);
        inOrder();
    }

    /** Of the same partition as the slow stream. */
    private static boolean slowLane(RecordedEvent event, String slow) {
        Partitioning partitioning = new Partitioning(4, one -> slow);
        return Partitioning.byStream(4).of(event) == partitioning.of(event);
    }

    @Test
    void whose_work_was_taken_finishes_his_event_and_stores_nothing_more() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore go = new Semaphore(0);
        append(4, 1);
        Running process = process();
        process.start(to(delivered -> {
            if (delivered.recorded().position() == 2) {
                begun.release();
                go.acquire();
            }
            handled.add(delivered.recorded());
        }));
        begun.acquire();

        storage.checkpoints().reset(OUTCOMES, Checkpoint.START, true);
        go.release(100);

        await().until(() -> storage.checkpoints().find(OUTCOMES).orElseThrow().position() == 4);
        assertThat(positions()).startsWith(1L, 2L).endsWith(1L, 2L, 3L, 4L);
    }

    @Test
    void who_was_thought_dead_joins_again() throws Exception {
        Running process = process();
        RunningSubscription running = process.start(remembering());
        append(1, 1);
        assertThat(running.await(1, contract.patience())).isTrue();

        storage.leases().leave(owners().keySet().iterator().next());
        append(3, 1);

        assertThat(running.await(4, contract.patience())).isTrue();
        assertThat(Set.copyOf(positions())).hasSize(4);
    }

    @Test
    void partitions_are_those_of_the_specification() {
        assertThat(Partitioning.byStream(8).partitions()).isEqualTo(8);
        append(1, 1);
        RecordedEvent event = log().get(0);
        assertThat(new Partitioning(1_000, one -> "").of(event))
                .isEqualTo((int) Long.remainderUnsigned(0xcbf29ce484222325L, 1_000));
        assertThat(new Partitioning(1_000, one -> "a").of(event))
                .isEqualTo((int) Long.remainderUnsigned(0xaf63dc4c8601ec8cL, 1_000));
        assertThat(new Partitioning(1_000, one -> "foobar").of(event))
                .isEqualTo((int) Long.remainderUnsigned(0x85944171f73967e8L, 1_000));
    }

    @Test
    void a_process_that_dies_is_succeeded_by_another() throws Exception {
        storage.leases().renew("dead", Duration.ofMillis(300));
        Subscription subscription = remembering().partitions(2);
        Running process = process();
        RunningSubscription running = process.start(subscription);
        await().until(() -> owners().values().stream().toList().equals(List.of(2L)));
        storage.leases().join("dead", OUTCOMES);
        append(10, 5);

        assertThat(running.await(10, contract.patience())).isTrue();
        assertThat(Set.copyOf(positions())).hasSize(10);
    }
}
