// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.EventStore;
import java.time.Instant;
import java.util.Optional;

/** Where a new subscription starts. It is settled when the subscription becomes known, and ignored ever after. */
public sealed interface Start {

    /** With the first event. */
    static Start beginning() {
        return new After(0);
    }

    /** With the first event that is appended after the subscription has become known. */
    static Start end() {
        return new End();
    }

    /** With the first event behind this position. */
    static Start after(long position) {
        return new After(position);
    }

    /** With the first event that was recorded then or later. */
    static Start at(Instant instant) {
        return new At(instant);
    }

    /** The checkpoint that this means now. */
    default Checkpoint resolve(EventStore events) {
        long head = events.head();
        long position = 0;
        if (this instanceof After after) {
            if (after.position > head) {
                throw new IllegalArgumentException(
                        "There is no position " + after.position + " to start after: the log ends at " + head);
            }
            position = after.position;
        } else if (this instanceof End) {
            position = head;
        } else if (this instanceof At at) {
            position = lastBefore(at.instant, events, head);
        }
        return checkpoint(events, position);
    }

    /** A checkpoint with the id of the event there. */
    static Checkpoint checkpoint(EventStore events, long position) {
        return new Checkpoint(
                position,
                eventAt(events, position).map(found -> found.event().id()).orElse(null));
    }

    private static Optional<RecordedEvent> eventAt(EventStore events, long position) {
        return position == 0
                ? Optional.empty()
                : events.readAll(EventQuery.all(), position - 1, 1).events().stream()
                        .findFirst()
                        .filter(found -> found.position() == position);
    }

    /** Times never decrease with the position. */
    private static long lastBefore(Instant instant, EventStore events, long head) {
        long before = 0;
        long notBefore = head + 1;
        while (notBefore - before > 1) {
            long middle = before + (notBefore - before) / 2;
            boolean earlier = eventAt(events, middle)
                    .map(found -> found.recordedAt().isBefore(instant))
                    .orElse(true);
            before = earlier ? middle : before;
            notBefore = earlier ? notBefore : middle;
        }
        return before;
    }

    /** See {@link #after}. */
    record After(long position) implements Start {
        public After {
            if (position < 0) {
                throw new IllegalArgumentException("Positions are 0 or more, not " + position);
            }
        }
    }

    /** See {@link #end}. */
    record End() implements Start {}

    /** See {@link #at}. */
    record At(Instant instant) implements Start {}
}
