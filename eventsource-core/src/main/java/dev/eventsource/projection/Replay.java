// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.EventQuery;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.UUID;

/**
 * Which events {@link Projections#replay} takes, and how. Immutable.
 *
 * @param query which events
 * @param after only those behind this position
 * @param through only those up to this position; what is appended after the replay has begun is never taken
 * @param strict whether to stop at the first failure; otherwise it is reported, and the next event follows
 * @param dry whether to roll back what handlers do. Each event is tried alone: it sees nothing of those before it
 */
public record Replay(EventQuery query, long after, long through, boolean strict, boolean dry) {

    /** The most failures that a report names. */
    public static final int MAX_FAILURES = 100;

    public Replay {
        if (after < 0 || through < after) {
            throw new IllegalArgumentException("A range of positions begins behind one of 0 or more and does not end"
                    + " before that, unlike " + after + " to " + through);
        }
    }

    /** What the query wants, of the whole log. */
    public static Replay of(EventQuery query) {
        return new Replay(query, 0, Long.MAX_VALUE, false, false);
    }

    /**
     * One event.
     *
     * @throws IllegalArgumentException if there is no event with this id
     */
    public static Replay event(EventStore events, UUID id) {
        long position = events.find(id)
                .orElseThrow(() -> new IllegalArgumentException("There is no event with the id " + id))
                .position();
        return of(EventQuery.all()).between(position - 1, position);
    }

    /** The same, only behind the first of these positions and up to the last one. */
    public Replay between(long first, long last) {
        return new Replay(query, first, last, strict, dry);
    }

    /** The same, stopping at the first failure. */
    public Replay strictly() {
        return new Replay(query, after, through, true, dry);
    }

    /** The same as a rehearsal: nothing stays of it, as far as it goes through the storage. */
    public Replay dryRun() {
        return new Replay(query, after, through, strict, true);
    }

    /**
     * What came of it.
     *
     * @param applied how many events were handled, or would be
     * @param repeated how many were passed by because an earlier replay has applied them
     * @param failed how many events could not be handled; nothing stays of them
     * @param failures the first {@value #MAX_FAILURES} of those
     * @param lastPosition up to where the log was looked through: to go on behind it. A strict one ends before the
     *     failure
     */
    public record Report(long applied, long repeated, long failed, List<Failure> failures, long lastPosition) {
        public Report {
            failures = List.copyOf(failures);
        }
    }

    /** An event that could not be handled, and why. */
    public record Failure(long position, UUID eventId, String reason) {}
}
