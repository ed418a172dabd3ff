// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Start;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A subscription brings every event to its handler, in order, from where it was told to start. */
abstract class SubscribingContract extends Subscribers {

    SubscribingContract(Backend contract) {
        super(contract);
    }

    @Test
    void what_was_there_and_what_comes_is_handled_in_one_order_without_a_seam() throws Exception {
        append(30, 3);
        RunningSubscription running = process().start(remembering());
        for (int i = 0; i < 30; i++) {
            append(1, 1);
        }

        assertThat(running.await(60, contract.patience())).isTrue();

        assertThat(positions())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
        await().until(() -> running.state() == RunState.LIVE);
        assertThat(running.lag().events()).isZero();
        assertThat(running.handled()).isEqualTo(60);
    }

    @Test
    void pages_smaller_than_the_log_lose_nothing() throws Exception {
        append(50, 7);
        Subscription subscription = remembering().partitions(4);

        RunningSubscription running =
                process().start(subscription.with(subscription.options().withPage(3)));

        assertThat(running.await(50, contract.patience())).isTrue();
        assertThat(positions())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 50).boxed().toList());
        inOrderOfTheirStreams();
    }

    private void inOrderOfTheirStreams() {
        Map<String, List<Long>> versions = List.copyOf(handled).stream()
                .collect(Collectors.groupingBy(
                        event -> event.stream().toString(),
                        Collectors.mapping(RecordedEvent::version, Collectors.toList())));
        versions.forEach(
                (stream, seen) -> assertThat(seen).as(stream).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void what_is_wanted_is_decided_by_the_query_and_the_rest_counts_as_done() throws Exception {
        events.append(
                Loans.LOAN, ExpectedVersion.any(), List.of(Loans.submitted(), Loans.approved(), Loans.submitted()));
        append(20, 2);

        RunningSubscription running =
                process().start(remembering().of(EventQuery.all().ofType("LoanApproved")));

        assertThat(running.await(23, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(2L);
        await().until(() ->
                storage.checkpoints().find(running.id()).orElseThrow().position() == 23);
        assertThat(storage.checkpoints()
                        .find(running.id())
                        .orElseThrow()
                        .partitions()
                        .get(0)
                        .checkpoint()
                        .event())
                .as("the id of the event at the checkpoint, wanted or not")
                .contains(log().get(22).event().id());
    }

    @Test
    void a_restarted_process_goes_on_at_the_checkpoint() throws Exception {
        append(10, 2);
        Running first = process();
        assertThat(first.start(remembering()).await(10, contract.patience())).isTrue();
        assertThat(first.stop(Duration.ofSeconds(10))).isEmpty();
        append(5, 2);

        assertThat(process().start(remembering()).await(15, contract.patience()))
                .isTrue();

        assertThat(positions())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 15).boxed().toList());
    }

    @Test
    void where_to_start_is_settled_before_the_first_event_and_ignored_later() throws Exception {
        append(5, 1);
        Semaphore never = new Semaphore(0);
        Running killed = process();
        killed.start(to(delivered -> never.acquire()).from(Start.end()));
        append(10, 1);
        killed.stop(Duration.ZERO);

        RunningSubscription running = process().start(remembering().from(Start.end()));

        assertThat(running.await(15, contract.patience())).isTrue();
        assertThat(positions())
                .containsExactlyElementsOf(LongStream.rangeClosed(6, 15).boxed().toList());
    }

    @Test
    void it_may_start_after_a_position_or_at_an_instant() throws Exception {
        append(10, 1);
        RecordedEvent sixth = log().get(5);

        assertThat(process().start(remembering().from(Start.after(7))).await(10, contract.patience()))
                .isTrue();
        assertThat(positions()).containsExactly(8L, 9L, 10L);

        handled.clear();
        Subscription later = remembering().version(2).from(Start.at(sixth.recordedAt()));
        assertThat(process().start(later).await(10, contract.patience())).isTrue();
        assertThat(handled).allMatch(event -> !event.recordedAt().isBefore(sixth.recordedAt()));
        assertThat(positions()).contains(6L);
    }

    @Test
    void another_query_or_number_of_partitions_under_the_same_version_is_refused_with_both_named() {
        process().start(remembering().partitions(2));

        assertThatThrownBy(() -> process().start(remembering().partitions(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("outcomes@1", "2 partitions", "3");
        assertThatThrownBy(() -> process()
                        .start(remembering().partitions(2).of(EventQuery.all().ofType("LoanApproved"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("all events", "LoanApproved");
    }

    @Test
    void the_same_subscription_twice_in_one_process_is_refused() {
        Running process = process();
        process.start(remembering());

        assertThatThrownBy(() -> process.start(remembering()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("outcomes@1");
    }

    @Test
    void it_rests_while_it_is_paused() throws Exception {
        RunningSubscription running = process().start(remembering());
        append(1, 1);
        assertThat(running.await(1, contract.patience())).isTrue();
        running.pause();
        await().until(() -> running.state() == RunState.PAUSED);
        append(3, 1);

        assertThat(running.await(2, Duration.ofMillis(300))).isFalse();
        assertThat(running.lag().events()).isEqualTo(3);

        running.resume();
        assertThat(running.await(4, contract.patience())).isTrue();
    }

    @Test
    void stopping_waits_for_the_event_under_way() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Semaphore go = new Semaphore(0);
        append(2, 1);
        Running process = process();
        process.start(to(delivered -> {
            begun.countDown();
            go.acquire();
            handled.add(delivered.recorded());
        }));
        begun.await();
        Thread stopping = new Thread(() -> process.stop(Duration.ofSeconds(10)));
        stopping.start();
        stopping.join(100);
        assertThat(stopping.isAlive()).isTrue();

        go.release();
        stopping.join();

        assertThat(positions()).containsExactly(1L);
        assertThat(storage.checkpoints()
                        .find(SubscriptionId.of("outcomes"))
                        .orElseThrow()
                        .position())
                .isEqualTo(1);
    }

    @Test
    void a_handler_that_does_not_end_is_interrupted_and_reported() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        append(1, 1);
        Running process = process();
        process.start(to(delivered -> {
            begun.countDown();
            new Semaphore(0).acquire();
        }));
        begun.await();

        assertThat(process.stop(Duration.ofMillis(50)))
                .singleElement()
                .asString()
                .contains("outcomes@1");

        assertThat(storage.deadLetters()
                        .count(dev.eventsource.store.DeadLetterQueue.Filter.ALL)
                        .letters())
                .as("an interrupt parks nothing")
                .isZero();
        assertThat(process().start(remembering()).await(1, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void one_of_several_can_be_stopped_and_started_again_or_dropped() throws Exception {
        Running process = process();
        RunningSubscription first = process.start(remembering());
        RunningSubscription second = process.start(to(delivered -> {}).version(2));
        append(3, 1);
        assertThat(first.await(3, contract.patience()) && second.await(3, contract.patience()))
                .isTrue();

        assertThat(process.stop(first, contract.patience())).isEmpty();
        append(2, 1);
        assertThat(second.await(5, contract.patience())).isTrue();
        assertThat(first.state()).isEqualTo(RunState.STOPPED);
        assertThat(handled).hasSize(3);

        assertThat(process.start(remembering()).await(5, contract.patience())).isTrue();
        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 5L);
        process.stop(second, contract.patience());
        storage.checkpoints().drop(second.id());
        assertThat(storage.checkpoints().find(second.id())).isEmpty();
    }

    @Test
    void what_a_handler_writes_exactly_once_is_stored_with_the_checkpoint() throws Exception {
        append(40, 5);
        RunningSubscription running = process()
                .start(exactlyOnce(delivered -> {
                            String key = delivered.recorded().stream().key();
                            long count = delivered
                                    .storage()
                                    .documents()
                                    .get("counts", key)
                                    .map(document -> document.version())
                                    .orElse(0L);
                            delivered
                                    .storage()
                                    .documents()
                                    .put(
                                            "counts",
                                            key,
                                            Payload.of("{\"n\":" + (count + 1) + "}"),
                                            ExpectedVersion.exactly(count));
                        })
                        .partitions(2));

        assertThat(running.await(40, contract.patience())).isTrue();

        for (int i = 0; i < 5; i++) {
            assertThat(storage.documents().get("counts", "" + i).orElseThrow().version())
                    .isEqualTo(8);
        }
        await().until(() ->
                storage.checkpoints().find(running.id()).orElseThrow().position() == 40);
    }

    @Test
    void a_checkpoint_behind_the_end_of_the_log_or_at_another_event_stops_the_subscription() {
        append(3, 1);
        storage.checkpoints().register(SubscriptionId.of("outcomes"), 1, "all events", new Checkpoint(7, null));
        storage.checkpoints()
                .register(
                        new SubscriptionId("outcomes", 2),
                        1,
                        "all events",
                        new Checkpoint(3, log().get(0).event().id()));
        RunningSubscription behind = process().start(remembering());
        RunningSubscription other = process().start(remembering().version(2));

        await().until(() -> behind.state() == RunState.FAILED && other.state() == RunState.FAILED);
        assertThat(behind.reason().orElseThrow()).contains("rewound", "7");
        assertThat(other.reason().orElseThrow()).contains("rewound", "position 3");
        assertThat(handled).isEmpty();

        storage.checkpoints().reset(behind.id(), Checkpoint.START, true);
        await().until(() -> positions().equals(List.of(1L, 2L, 3L)));
    }
}
