// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.SubscriptionInUseException;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Start;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A projection applies every event once, whatever fails, and can be begun anew. */
abstract class ProjectionContract extends Projecting {

    ProjectionContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_poison_event_is_parked_and_all_others_are_applied_once() throws Exception {
        append(10, 10);
        RunningSubscription running =
                process().start(quick(failing(MODEL, position -> position == 5).exactlyOnce()));

        assertThat(running.await(10, contract.patience())).isTrue();

        assertThat(applied(storage, MODEL))
                .isEqualTo(once(LongStream.rangeClosed(1, 10).filter(position -> position != 5)));
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(5L);
    }

    @Test
    void a_handler_that_writes_and_then_fails_for_a_while_is_applied_once() throws Exception {
        append(20, 3);
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        Projection failingOnce = failing(MODEL, position -> position % 3 == 0 && failed.add(position));

        RunningSubscription running = process().start(quick(failingOnce.exactlyOnce()));

        assertThat(running.await(20, contract.patience())).isTrue();
        assertThat(failed).isNotEmpty();
        assertAppliedOnceThrough(20);
    }

    @Test
    void processes_that_end_at_once_in_the_middle_of_their_work_leave_it_exact() throws Exception {
        append(200, 7);
        for (int restart = 0; restart < 5; restart++) {
            Running process = process();
            long before = applied(storage, MODEL).size();
            process.start(slow().exactlyOnce().partitions(2));
            await().until(() -> applied(storage, MODEL).size() > before);
            process.stop(Duration.ZERO);
        }

        assertThat(process()
                        .start(projection(MODEL).exactlyOnce().partitions(2))
                        .await(200, contract.patience()))
                .isTrue();

        assertAppliedOnceThrough(200);
        assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
    }

    /** In pages of ten, so that there are many transactions to end in the middle of. */
    private Projection slow() {
        return Projection.ofBatches(MODEL, EventQuery.all(), 10, batch -> {
            for (RecordedEvent event : batch.events()) {
                count(MODEL, event, batch.storage());
                new Semaphore(0).tryAcquire(1, TimeUnit.MILLISECONDS);
            }
        });
    }

    @Test
    void pages_that_fail_are_applied_event_by_event_and_only_the_guilty_one_is_parked() throws Exception {
        append(10, 10);
        Projection pages = Projection.ofBatches(MODEL, EventQuery.all(), 10, batch -> {
            for (RecordedEvent event : batch.events()) {
                count(MODEL, event, batch.storage());
            }
            if (batch.events().stream().anyMatch(event -> event.position() == 5)) {
                throw new IllegalStateException("no such customer");
            }
        });

        assertThat(process().start(quick(pages.exactlyOnce())).await(10, contract.patience()))
                .isTrue();

        assertThat(applied(storage, MODEL))
                .isEqualTo(once(LongStream.rangeClosed(1, 10).filter(position -> position != 5)));
    }

    @Test
    void delivered_at_least_once_every_event_is_applied() throws Exception {
        append(10, 3);

        assertThat(process().start(projection(MODEL).atLeastOnce()).await(10, contract.patience()))
                .isTrue();

        assertThat(applied(storage, MODEL)).containsOnlyKeys(onceThrough(10).keySet());
    }

    @Test
    void a_reset_clears_the_read_model_and_applies_everything_again_once() throws Exception {
        append(10, 10);
        Running first = process();
        assertThat(first.start(quick(failing(MODEL, position -> position == 5).exactlyOnce()))
                        .await(10, contract.patience()))
                .isTrue();
        first.close();
        storage.deduplication()
                .remember(
                        Deduplication.REPLAY_OF + "outcomes@1",
                        log().get(0).event().id());
        storage.documents().put("others", "1", Payload.of("{}"), ExpectedVersion.any());

        Projections.reset(storage, MODEL);

        assertThat(applied(storage, MODEL)).isEmpty();
        assertThat(storage.documents().get("others", "1"))
                .as("what is not its own")
                .isPresent();
        assertThat(storage.checkpoints().find(MODEL.id()).orElseThrow().position())
                .isZero();
        assertThat(storage.deadLetters().count(Filter.OPEN).letters()).isZero();
        assertThat(storage.deduplication()
                        .remember(
                                Deduplication.REPLAY_OF + "outcomes@1",
                                log().get(0).event().id()))
                .as("what was remembered is forgotten")
                .isTrue();
        assertThat(process().start(projection(MODEL).exactlyOnce()).await(10, contract.patience()))
                .isTrue();
        assertAppliedOnceThrough(10);
    }

    @Test
    void a_reset_is_refused_while_a_process_works_on_it_unless_one_insists() throws Exception {
        append(10, 3);
        RunningSubscription running = process().start(projection(MODEL).exactlyOnce());
        assertThat(running.await(10, contract.patience())).isTrue();

        assertThatThrownBy(() -> Projections.reset(storage, MODEL)).isInstanceOf(SubscriptionInUseException.class);
        assertAppliedOnceThrough(10);

        Projections.reset(storage, MODEL, Start.after(4), true);
        await().until(() -> applied(storage, MODEL).equals(once(LongStream.rangeClosed(5, 10))));
    }

    @Test
    void a_reset_whose_clearing_fails_changes_nothing() throws Exception {
        append(10, 3);
        Running process = process();
        assertThat(process.start(projection(MODEL).exactlyOnce()).await(10, contract.patience()))
                .isTrue();
        process.close();
        ReadModel stubborn = MODEL.clearedBy(tx -> {
            throw new IOException("the table is locked");
        });

        assertThatThrownBy(() -> Projections.reset(storage, stubborn)).isInstanceOf(IOException.class);

        assertAppliedOnceThrough(10);
        assertThat(storage.checkpoints().find(MODEL.id()).orElseThrow().position())
                .isEqualTo(10);
    }

    @Test
    void a_collection_that_would_not_be_cleared_is_refused() {
        assertThat(MODEL.version(3).collection("applied")).isEqualTo("applied.v3");
        assertThatThrownBy(() -> MODEL.collection("totals"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("outcomes@1", "applied", "keeping(\"totals\")");
    }
}
