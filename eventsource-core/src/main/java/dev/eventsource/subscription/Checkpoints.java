// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stores how far lanes of a subscription have come. Thread-safe. */
final class Checkpoints {

    private static final Duration QUIET = Duration.ofMillis(100);

    private final RunningSubscription subscription;
    private final boolean byPage;
    private final Duration interval;
    private volatile long nextStore = System.nanoTime();

    Checkpoints(RunningSubscription subscription) {
        this.subscription = subscription;
        Checkpointing wanted = subscription.options().checkpointing();
        this.byPage = wanted instanceof Checkpointing.EveryPage;
        // Where lanes store what they have handled themselves, only what was none of theirs is left.
        this.interval = wanted instanceof Checkpointing.Every every ? every.interval() : QUIET;
    }

    /** Stores what is due if it is time; in how many nanoseconds it will be, a very long time if nothing is due. */
    long storeInTime() {
        Collection<Lane> lanes = subscription.lanes();
        if (!isAnyDue(lanes)) {
            return Long.MAX_VALUE;
        }
        long rest = nextStore - System.nanoTime();
        if (rest > 0) {
            return rest;
        }
        nextStore = System.nanoTime() + interval.toNanos();
        store(lanes, this::due);
        // One that was busy is left over, and says nothing when it comes to rest.
        return isAnyDue(lanes) ? interval.toNanos() : Long.MAX_VALUE;
    }

    private boolean isAnyDue(Collection<Lane> lanes) {
        return lanes.stream().anyMatch(lane -> due(lane) != null);
    }

    private @Nullable Checkpoint due(Lane lane) {
        return byPage ? lane.dueAtRest() : lane.due();
    }

    /** Stores how far these lanes have come, now. */
    void store(Collection<Lane> lanes) {
        store(lanes, Lane::due);
    }

    private void store(Collection<Lane> lanes, Function<Lane, @Nullable Checkpoint> dueOf) {
        Map<Lease, Checkpoint> due = new HashMap<>();
        Map<Lease, Lane> byLease = new HashMap<>();
        for (Lane lane : lanes) {
            if (subscription.definition().delivery().exactlyOnce() && lane.isBusy()) {
                // Its transaction holds the row, and moves it on.
                continue;
            }
            Checkpoint checkpoint = dueOf.apply(lane);
            if (checkpoint != null) {
                due.put(
                        lane.lease(),
                        checkpoint.eventId() == null
                                ? Start.checkpoint(storage().events(), checkpoint.position())
                                : checkpoint);
                byLease.put(lane.lease(), lane);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        Set<Lease> refused = storage().checkpoints().advance(due);
        due.forEach((lease, checkpoint) -> {
            Lane lane = byLease.get(lease);
            if (lane != null && !refused.contains(lease)) {
                lane.stored(checkpoint.position());
            }
        });
        if (!refused.isEmpty()) {
            // A lane may have moved on by itself meanwhile; whether it was lost is seen by a look at what is stored.
            subscription.lookNow();
        }
    }

    private Storage storage() {
        return subscription.storage();
    }
}
