// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.UUID;

/**
 * Where an aggregate comes from, which is where it is saved.
 *
 * @param past whether it was loaded as it once was
 */
record Origin(Aggregates aggregates, StreamId stream, Class<?> events, boolean past) {

    void check(Object event) {
        if (!events.isInstance(event)) {
            throw new IllegalArgumentException("A " + event.getClass().getName() + " cannot happen to " + stream
                    + ", whose events are " + events.getName());
        }
    }

    UUID nextId() {
        return aggregates.options().ids().get();
    }

    Instant now() {
        return aggregates.options().clock().instant();
    }
}
