// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.util.List;

/**
 * What a command has led to.
 *
 * @param aggregate as it is now
 * @param events what has happened; empty if nothing had to
 * @param position of the last of these events: wait for it to read your own writes; 0 if there is none
 */
public record Outcome<A extends AggregateRoot<?>>(A aggregate, List<Object> events, long position) {
    public Outcome {
        events = List.copyOf(events);
    }

    /** The version of the stream. */
    public long version() {
        return aggregate.version();
    }
}
