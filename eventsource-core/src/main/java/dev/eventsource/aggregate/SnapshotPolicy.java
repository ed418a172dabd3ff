// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.time.Duration;
import java.time.Instant;

/** When a snapshot is taken. Asked after each save, it decides by nothing but its argument. Thread-safe. */
@FunctionalInterface
public interface SnapshotPolicy {

    /** Is one to be taken now? */
    boolean takes(Saved saved);

    /** Whenever a save crosses a multiple of so many events: at most so many are read beside a snapshot, and those of one save. */
    static SnapshotPolicy every(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("A snapshot is taken every so many events, from 1, not " + events);
        }
        return saved -> saved.before() / events < saved.version() / events;
    }

    /** Whenever the last one, or the beginning if there is none, is so long ago. */
    static SnapshotPolicy after(Duration age) {
        return saved -> !saved.since().plus(age).isAfter(saved.now());
    }

    /** At no time. Those that are there are used. */
    static SnapshotPolicy never() {
        return saved -> false;
    }

    /** When this one or the other takes one. */
    default SnapshotPolicy or(SnapshotPolicy other) {
        return saved -> takes(saved) || other.takes(saved);
    }

    /** When both take one. */
    default SnapshotPolicy and(SnapshotPolicy other) {
        return saved -> takes(saved) && other.takes(saved);
    }

    /**
     * What was saved.
     *
     * @param before the version before
     * @param version the version now
     * @param since when the snapshot was taken that the aggregate was loaded from, else when its first event was recorded
     */
    record Saved(long before, long version, Instant since, Instant now) {}
}
