// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in memory, called by its own id in either mode, and what has become of it so far. */
final class Held {

    final Arrival arrival;
    private final String key;
    long dueNanos;

    @Nullable
    DeadMessage letter;

    boolean handled;

    @Nullable
    Instant firstFailedAt;

    int waits;

    Held(Arrival arrival) {
        Map<String, String> attributes = CloudEvents.attributes(arrival.envelope());
        String id = attributes.getOrDefault("id", arrival.id());
        this.arrival = new Arrival(id, arrival.place(), arrival.envelope());
        // malformed ones disturb nobody's order
        String tenant = attributes.getOrDefault("tenant", "");
        String stream = attributes.getOrDefault("stream", id);
        this.key = tenant + ":" + stream;
    }

    String key() {
        return key;
    }

    void again(Duration delay) {
        dueNanos = System.nanoTime() + delay.toNanos();
    }
}
