// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition has come: everything up to here was handled, parked or recorded as skipped. The id says which
 * event stood there, so that a log that was rewound (a failover, a restored backup) is noticed.
 *
 * @param position 0 before the first event
 * @param eventId of the event at this position; null at 0 or where nobody has looked
 */
public record Checkpoint(long position, @Nullable UUID eventId) {

    /** Before the first event. */
    public static final Checkpoint START = new Checkpoint(0, null);

    public Checkpoint {
        if (position < 0) {
            throw new IllegalArgumentException("Positions are 0 or more, not " + position);
        }
    }

    /** See {@link #eventId}. */
    public Optional<UUID> event() {
        return Optional.ofNullable(eventId);
    }
}
