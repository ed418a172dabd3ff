// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message in memory, and what has become of it so far. */
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
        this.arrival = arrival;
        // malformed ones disturb nobody's order
        String tenant = arrival.envelope().attributes().getOrDefault("tenant", "");
        String stream = arrival.envelope().attributes().getOrDefault("stream", arrival.id());
        this.key = tenant + ":" + stream;
    }

    String key() {
        return key;
    }

    void again(Duration delay) {
        dueNanos = System.nanoTime() + delay.toNanos();
    }
}
