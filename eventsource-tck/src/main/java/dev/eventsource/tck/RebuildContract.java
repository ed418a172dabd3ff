// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventQuery;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.SubscriptionInUseException;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A new version of a read model is built beside the one that is read, and takes its place when it has caught up. */
abstract class RebuildContract extends Projecting {

    private static final ReadModel SECOND = MODEL.version(2);

    RebuildContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_new_version_is_built_while_events_arrive_takes_over_and_can_be_left_again() throws Exception {
        append(50, 5);
        Running old = process();
        RunningSubscription first = old.start(projection(MODEL).exactlyOnce());
        assertThat(first.await(50, contract.patience())).isTrue();
        AtomicBoolean enough = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 500 && !enough.get(); i++) {
                append(1, 1);
            }
        });
        writer.start();

        Running fresh = process();
        RunningSubscription second = fresh.start(projection(SECOND).exactlyOnce());
        await().until(() -> applied(storage, SECOND).size() >= 50);
        assertThat(MODEL.active(storage)).isEqualTo(MODEL);
        enough.set(true);
        writer.join();
        long head = events.head();
        assertThat(first.await(head, contract.patience())).isTrue();
        assertThat(second.await(head, contract.patience())).isTrue();
        assertThat(second.progress().remaining()).isZero();
        flipWhenStored(SECOND);

        assertThat(Projections.activeVersion(storage, "outcomes")).hasValue(2);
        assertThat(MODEL.active(storage).collection("applied")).isEqualTo("applied.v2");
        assertThat(applied(storage, SECOND)).isEqualTo(onceThrough(head));
        assertThat(applied(storage, MODEL)).isEqualTo(onceThrough(head));

        append(5, 5);
        assertThat(first.await(head + 5, contract.patience())).isTrue();
        assertThat(second.await(head + 5, contract.patience())).isTrue();
        flipWhenStored(MODEL);
        assertThat(Projections.activeVersion(storage, "outcomes")).hasValue(1);
        assertThat(applied(storage, MODEL)).isEqualTo(onceThrough(head + 5));
    }

    /** Checkpoints are stored a little later. */
    private void flipWhenStored(ReadModel model) {
        await().ignoreExceptionsInstanceOf(IllegalStateException.class).until(() -> {
            Projections.flip(storage, model);
            return true;
        });
    }

    @Test
    void an_old_version_is_dropped_with_all_that_it_has_written() throws Exception {
        append(10, 10);
        Running old = process();
        assertThat(old.start(quick(failing(MODEL, position -> position == 5).exactlyOnce()))
                        .await(10, contract.patience()))
                .isTrue();
        assertThat(process().start(projection(SECOND).exactlyOnce()).await(10, contract.patience()))
                .isTrue();

        assertThatThrownBy(() -> Projections.drop(storage, MODEL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("active");
        flipWhenStored(SECOND);
        assertThatThrownBy(() -> Projections.drop(storage, MODEL)).isInstanceOf(SubscriptionInUseException.class);
        assertThat(applied(storage, MODEL)).hasSize(9);
        old.close();

        Projections.drop(storage, MODEL);

        assertThat(applied(storage, MODEL)).isEmpty();
        assertThat(applied(storage, SECOND)).isEqualTo(onceThrough(10));
        assertThat(storage.checkpoints().find(MODEL.id())).isEmpty();
        assertThat(storage.deadLetters().list(Filter.ALL, 10)).isEmpty();
    }

    @Test
    void a_version_that_is_behind_does_not_take_over_unless_one_insists() throws Exception {
        append(10, 1);
        RunningSubscription first = process().start(projection(MODEL).exactlyOnce());
        assertThat(first.await(10, contract.patience())).isTrue();
        Semaphore never = new Semaphore(0);
        Running stuck = process();
        stuck.start(quick(Projection.of(SECOND, EventQuery.all(), delivered -> never.acquire())
                .atLeastOnce()));

        assertThatThrownBy(() -> Projections.flip(storage, SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("outcomes@2", "outcomes@1");
        assertThat(Projections.activeVersion(storage, "outcomes")).hasValue(1);
        stuck.stop(Duration.ZERO);

        Projections.flip(storage, SECOND, true);
        assertThat(Projections.activeVersion(storage, "outcomes")).hasValue(2);
    }

    @Test
    void a_version_is_behind_as_long_as_readers_have_seen_more_of_the_old_one_in_any_partition() throws Exception {
        append(10, 10);
        Semaphore never = new Semaphore(0);
        Running half = process();
        RunningSubscription old = half.start(Projection.of(MODEL, EventQuery.all(), delivered -> {
                    if (delivered.recorded().position() == 2) {
                        never.acquire();
                    }
                    count(MODEL, delivered.recorded(), delivered.storage());
                })
                .atLeastOnce()
                .partitions(4));
        await().until(() -> storage.checkpoints().find(old.id()).orElseThrow().partitions().stream()
                .anyMatch(partition -> partition.checkpoint().position() == 10));
        assertThat(storage.checkpoints().find(old.id()).orElseThrow().position())
                .as("the partition that is stuck")
                .isLessThan(5);
        storage.checkpoints()
                .register(
                        SECOND.id(),
                        1,
                        "all events",
                        new Checkpoint(5, log().get(4).event().id()));

        assertThatThrownBy(() -> Projections.flip(storage, SECOND)).isInstanceOf(IllegalStateException.class);
        half.stop(Duration.ZERO);
    }

    @Test
    void a_version_with_open_dead_letters_does_not_take_over_until_somebody_decides() throws Exception {
        append(10, 10);
        assertThat(process().start(projection(MODEL).exactlyOnce()).await(10, contract.patience()))
                .isTrue();
        AtomicBoolean broken = new AtomicBoolean(true);
        assertThat(process()
                        .start(quick(failing(SECOND, position -> position == 5 && broken.get())
                                .exactlyOnce()))
                        .await(10, contract.patience()))
                .isTrue();
        await().until(() ->
                storage.checkpoints().find(SECOND.id()).orElseThrow().position() == 10);

        assertThatThrownBy(() -> Projections.flip(storage, SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dead letters");

        broken.set(false);
        storage.deadLetters().decide(Filter.OPEN.of(SECOND.id()), DeadLetter.State.RETRYING, "ada");
        flipWhenStored(SECOND);
        assertThat(applied(storage, SECOND)).isEqualTo(onceThrough(10));
    }

    @Test
    void as_long_as_nothing_has_run_readers_use_the_version_they_know() {
        assertThat(Projections.activeVersion(storage, "outcomes")).isEmpty();
        assertThat(SECOND.active(storage)).isEqualTo(SECOND);
    }
}
