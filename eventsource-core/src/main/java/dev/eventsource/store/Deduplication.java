// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Which events a consumer has handled: for handlers to which an event may be delivered more than once. Use it inside
 * {@link Storage#atomically}, together with what the handler writes. Thread-safe.
 */
public interface Deduplication extends PerTenant<Deduplication> {

    /**
     * What the names of consumers begin with that {@link #purge} leaves alone: a projection remembers by them what a replay
     * has applied, until it is reset or dropped.
     */
    String REPLAY_OF = "replay of ";

    /**
     * Remembers that the consumer handles the event. Another transaction that does the same at once waits for this one
     * to end.
     *
     * @param consumer 1 to 200 characters
     * @return false if it was remembered already
     */
    boolean remember(String consumer, UUID eventId);

    /** Forgets all of a consumer; returns how many there were. */
    long forget(String consumer);

    /**
     * Forgets what was remembered before an instant, but not of a {@linkplain #REPLAY_OF replay}: choose one before the
     * oldest redelivery that is possible.
     */
    long purge(Instant before);
}
