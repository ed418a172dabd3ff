// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the aggregates of a repository have snapshots taken of them. A snapshot saves reading the events before it, and is
 * nothing but that: if it is missing, of another schema, broken or cannot be had, all events are read, and
 * {@link #counts()} says why. That none can be taken disturbs nobody. Thread-safe.
 *
 * @param <S> the state
 */
public final class Snapshots<S> {

    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    private final StateCodec<S> codec;
    private final SnapshotPolicy policy;
    private final int schema;
    private final Executor executor;
    private final Map<SnapshotUse, LongAdder> counts = new EnumMap<>(SnapshotUse.class);

    private Snapshots(StateCodec<S> codec, SnapshotPolicy policy, int schema, Executor executor) {
        this.codec = codec;
        this.policy = policy;
        this.schema = schema;
        this.executor = executor;
        for (SnapshotUse use : SnapshotUse.values()) {
            counts.put(use, new LongAdder());
        }
    }

    /** Of schema 1, taken by the thread that saves. */
    public static <S> Snapshots<S> of(StateCodec<S> codec, SnapshotPolicy policy) {
        return new Snapshots<>(codec, policy, 1, Runnable::run);
    }

    /** The same of this schema: raise it whenever older states no longer mean the same. */
    public Snapshots<S> withSchema(int schema) {
        return new Snapshots<>(codec, policy, schema, executor);
    }

    /** The same, taken by this executor. What it refuses is not taken. */
    public Snapshots<S> inBackground(Executor executor) {
        return new Snapshots<>(codec, policy, schema, executor);
    }

    /** How often snapshots were of use and why not, since this was made. */
    public Map<SnapshotUse, Long> counts() {
        Map<SnapshotUse, Long> now = new EnumMap<>(SnapshotUse.class);
        counts.forEach((use, count) -> now.put(use, count.sum()));
        return now;
    }

    /** The snapshot to begin with; empty if all events are to be read. */
    Optional<Restored<S>> load(Storage storage, StreamId stream, long upTo, Observer observer) {
        Optional<Snapshot> found;
        try {
            found = storage.snapshots().find(stream);
        } catch (EventSourceException e) {
            log.warn("The snapshot of {} cannot be had, all events are read", stream, e);
            return none(SnapshotUse.UNAVAILABLE, stream, observer);
        }
        if (found.isEmpty() || found.get().version() > upTo) {
            return none(SnapshotUse.MISSING, stream, observer);
        }
        Snapshot snapshot = found.get();
        if (snapshot.schema() != schema) {
            return none(SnapshotUse.OTHER_SCHEMA, stream, observer);
        }
        try {
            return Optional.of(
                    new Restored<>(snapshot, codec.on(storage).decode(snapshot.state(), "snapshot of " + stream)));
        } catch (CodecException e) {
            log.warn("All events of {} are read: {}", stream, e.getMessage());
            return none(SnapshotUse.BROKEN, stream, observer);
        }
    }

    /** Takes one if it is time, or says in the log why not. Does not throw. */
    void takeIfDue(
            SnapshotPolicy.Saved saved,
            SnapshotStore store,
            StreamId stream,
            Observer observer,
            Supplier<Snapshot> snapshot) {
        Runnable notTaken = () -> count(SnapshotUse.NOT_TAKEN, stream, observer);
        attempt(notTaken, () -> {
            if (policy.takes(saved)) {
                executor.execute(() -> attempt(notTaken, () -> {
                    store.save(snapshot.get());
                    count(SnapshotUse.TAKEN, stream, observer);
                }));
            }
        });
    }

    private static void attempt(Runnable failed, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError e) {
            failed.run();
            // The message of what is not ours may quote the state.
            log.warn(
                    "A snapshot could not be taken: {}",
                    e instanceof EventSourceException ? e.getMessage() : e.getClass());
        }
    }

    Payload encode(Storage storage, Object state) {
        if (!codec.type().isInstance(state)) {
            throw new IllegalArgumentException(
                    "Snapshots are made for states of " + codec.type().getName() + ", and this one is a "
                            + state.getClass().getName());
        }
        return codec.on(storage).encode(codec.type().cast(state));
    }

    int schema() {
        return schema;
    }

    private Optional<Restored<S>> none(SnapshotUse why, StreamId stream, Observer observer) {
        count(why, stream, observer);
        return Optional.empty();
    }

    /** For {@link #counts}, and for the one who observes. */
    void count(SnapshotUse use, StreamId stream, Observer observer) {
        Objects.requireNonNull(counts.get(use)).increment();
        observer.snapshot(stream.category(), use);
    }

    /** A snapshot and the state in it. */
    record Restored<S>(Snapshot snapshot, S state) {}
}
