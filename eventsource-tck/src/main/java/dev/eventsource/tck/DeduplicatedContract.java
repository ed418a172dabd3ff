// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.handling.Deduplicated;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.projection.Projection;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What is delivered again has its effect once. */
abstract class DeduplicatedContract extends Projecting {

    DeduplicatedContract(Backend contract) {
        super(contract);
    }

    private void everythingAgain(Subscription subscription) throws Exception {
        storage.checkpoints().reset(subscription.id(), Checkpoint.START, true);
        Running process = process();
        RunningSubscription running = process.start(subscription);
        assertThat(running.await(events.head(), contract.patience())).isTrue();
        process.close();
    }

    private void run(Subscription subscription) throws Exception {
        Running process = process();
        assertThat(process.start(subscription).await(events.head(), contract.patience()))
                .isTrue();
        process.close();
    }

    @Test
    void everything_delivered_again_has_its_effect_once() throws Exception {
        append(20, 3);
        Subscription subscription = to(Deduplicated.by("billing", counting(MODEL)));
        run(subscription);

        everythingAgain(subscription);

        assertAppliedOnceThrough(20);
    }

    @Test
    void so_it_has_inside_the_transaction_of_an_exactly_once_delivery() throws Exception {
        append(20, 3);
        Subscription subscription = exactlyOnce(Deduplicated.by("billing", counting(MODEL)));
        run(subscription);

        everythingAgain(subscription);

        assertAppliedOnceThrough(20);
    }

    @Test
    void an_event_that_failed_is_not_taken_for_handled() throws Exception {
        append(10, 3);
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        Handler<Delivered> failingOnce = delivered -> {
            counting(MODEL).handle(delivered);
            if (failed.add(delivered.recorded().position())) {
                throw new IllegalStateException("not yet");
            }
        };

        Subscription subscription = to(Deduplicated.by("billing", failingOnce));
        RunningSubscription running = process().start(subscription);

        assertThat(running.await(10, contract.patience())).isTrue();
        assertAppliedOnceThrough(10);
    }

    @Test
    void each_consumer_has_its_effect() throws Exception {
        append(5, 1);
        run(to(Deduplicated.by("billing", counting(MODEL))));
        run(to(Deduplicated.by("mailing", counting(MODEL.version(2)))).version(2));

        assertAppliedOnceThrough(5);
        assertThat(applied(storage, MODEL.version(2))).isEqualTo(onceThrough(5));
    }

    @Test
    void what_was_remembered_is_purged_by_age() throws Exception {
        append(5, 1);
        Subscription subscription = to(Deduplicated.by("billing", counting(MODEL)));
        run(subscription);

        assertThat(Deduplicated.purge(storage)).as("younger than seven days").isZero();
        assertThat(Deduplicated.purge(storage, Duration.ofMinutes(-1))).isEqualTo(5);

        everythingAgain(subscription);
        assertThat(applied(storage, MODEL).values()).containsOnly(2L);
    }

    @Test
    void a_rebuild_repeats_no_outside_effect_whether_it_is_remembered_or_purged() throws Exception {
        append(5, 1);
        run(mailing(1, Clock.systemUTC()));
        run(mailing(2, Clock.systemUTC()));
        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 5L);

        Instant later = Instant.now().plus(Deduplicated.KEPT);
        Deduplicated.purge(storage, Duration.ofMinutes(-1));
        run(mailing(3, Clock.fixed(later, ZoneOffset.UTC)));

        assertThat(positions()).as("too old to be news").containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    private Subscription mailing(int version, Clock clock) {
        return Projection.of(
                        MODEL.version(version),
                        EventQuery.all(),
                        Deduplicated.onlyNew("mailing", delivered -> handled.add(delivered.recorded()), clock))
                .exactlyOnce();
    }
}
