// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SchemaVersionException;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.subscription.Health.Component;
import dev.eventsource.subscription.Health.Status;
import dev.eventsource.subscription.SubscriptionHealth.Here;
import dev.eventsource.subscription.SubscriptionHealth.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a storage and its subscriptions. */
final class Checkup {

    private static final String STORAGE = "storage";

    private final Storage storage;
    private final Duration lagLimit;
    private final Clock clock;

    Checkup(Storage storage, Duration lagLimit, Clock clock) {
        this.storage = storage;
        this.lagLimit = lagLimit;
        this.clock = clock;
    }

    /** All subscriptions, by what is stored. */
    Health ofAll() {
        try {
            List<SubscriptionHealth> found = new ArrayList<>();
            for (SubscriptionState state : storage.checkpoints().all()) {
                found.add(stored(state));
            }
            return new OperationCheckup(storage.operations(), clock).addTo(new Health(List.of(reachable()), found));
        } catch (RuntimeException e) {
            return Health.unreachable(e);
        }
    }

    /** Those of this process. */
    Health of(List<RunningSubscription> here) {
        Component door = reachable();
        List<SubscriptionHealth> found = new ArrayList<>();
        for (RunningSubscription one : here) {
            Optional<Stored> stored = Optional.empty();
            try {
                stored = door.status() == Status.DOWN ? stored : stored(one);
            } catch (RuntimeException e) {
                door = unreachable(e);
            }
            found.add(running(one, stored, door.status() != Status.DOWN));
        }
        Health health = new Health(List.of(door), found);
        try {
            return door.status() == Status.DOWN
                    ? health
                    : new OperationCheckup(storage.operations(), clock).addTo(health);
        } catch (RuntimeException e) {
            return new Health(List.of(unreachable(e)), found);
        }
    }

    private Component reachable() {
        try {
            String answer =
                    "answers; the log ends at position " + storage.events().head();
            Optional<SchemaVersion> schema = storage.unwrap(SchemaVersion.class);
            return new Component(
                    STORAGE,
                    schema.map(SchemaVersion::isWanted).orElse(true) ? Status.UP : Status.DEGRADED,
                    answer + schema.map(found -> "; " + found).orElse(""));
        } catch (RuntimeException e) {
            return unreachable(e);
        }
    }

    static Component unreachable(Throwable failure) {
        if (failure instanceof SchemaVersionException schema) {
            SchemaVersion found = schema.version();
            return new Component(
                    STORAGE,
                    Status.DOWN,
                    "cannot be used: " + found
                            + (found.tables() > found.library()
                                    ? "; use a newer one"
                                    : "; bring its tables up to date"));
        }
        Running.log.debug("The storage does not answer", failure);
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null && cause != root; cause = root.getCause()) {
            root = cause;
        }
        String name = failure.getClass().getSimpleName();
        return new Component(
                STORAGE,
                Status.DOWN,
                "does not answer (" + name
                        + (root == failure ? "" : " by " + root.getClass().getSimpleName()) + ")");
    }

    private SubscriptionHealth running(RunningSubscription one, Optional<Stored> stored, boolean reachable) {
        Here here = new Here(
                one.state(), one.reason(), one.handled(), one.failed(), one.parkedEvents(), one.lastHandledAt());
        Findings findings = new Findings();
        findings.look(here);
        stored.ifPresent(found -> findings.look(found, lagLimit));
        if (stored.isEmpty() && reachable) {
            findings.down("is not known to the storage: somebody has dropped it");
        }
        return new SubscriptionHealth(one.id(), findings.status(), findings.reasons(), Optional.of(here), stored);
    }

    private Optional<Stored> stored(RunningSubscription one) {
        Optional<SubscriptionState> state = storage.checkpoints().find(one.id());
        return state.map(found -> stored(found, one.position(), one.lag()));
    }

    private SubscriptionHealth stored(SubscriptionState state) {
        Stored stored = stored(state, state.position(), Lag.of(state, storage.events(), clock.instant()));
        Findings findings = new Findings();
        // An old version that is kept, and that nobody works on, is as it should be.
        if (stored.active() || !stored.owners().isEmpty()) {
            findings.look(stored, lagLimit);
            String doubt = doubt(state);
            if (doubt != null) {
                findings.down(doubt);
            }
        }
        return new SubscriptionHealth(
                state.id(), findings.status(), findings.reasons(), Optional.empty(), Optional.of(stored));
    }

    private Stored stored(SubscriptionState state, long position, Lag lag) {
        SubscriptionId id = state.id();
        DeadLetterQueue.Count open = storage.deadLetters().count(Filter.OPEN.of(id));
        return new Stored(
                state.active(),
                state.paused(),
                state.partitions().size(),
                position,
                lag,
                open.letters(),
                open.oldest().map(this::age),
                storage.leases().division(id).owners());
    }

    /** Is the log another one than its furthest checkpoint was made of? Null if not. */
    private @Nullable String doubt(SubscriptionState state) {
        Checkpoint furthest = state.partitions().stream()
                .map(SubscriptionState.Partition::checkpoint)
                .max(Comparator.comparingLong(Checkpoint::position))
                .orElse(Checkpoint.START);
        long head = storage.events().head();
        if (head < furthest.position()) {
            return "is at position " + furthest.position() + ", but the log ends at " + head + ": it was rewound";
        }
        Checkpoint now = Start.checkpoint(storage.events(), furthest.position());
        return furthest.event().isEmpty() || furthest.event().equals(now.event())
                ? null
                : "has handled another event at position " + furthest.position()
                        + " than stands there now: the log was rewound";
    }

    private Duration age(Instant since) {
        Duration age = Duration.between(since, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }
}
