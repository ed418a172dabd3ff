// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

/**
 * What has come from a broker for a group; for those who write a bus.
 *
 * @param id the message's own if its attributes have one, else what the broker calls it; of what is in structured mode the
 *     inbox finds it out
 * @param place by which the bus finds it again to acknowledge it
 */
public record Arrival(String id, Object place, Envelope envelope) {

    /** One that is called by its own attribute {@code id}, else by its place. */
    public Arrival(Object place, Envelope envelope) {
        this(envelope.attributes().getOrDefault("id", place.toString()), place, envelope);
    }
}
