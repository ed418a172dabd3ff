// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The note that the owner of a part leaves for the next one: the only message in a queue that holds one, so that a new one
 * takes the place of the old one.
 */
final class Note {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(20);

    private final Link link;
    private final Outlet outlet;
    private final String queue;

    Note(Link link, Outlet outlet, String queue) {
        this.link = link;
        this.outlet = outlet;
        this.queue = queue;
    }

    /** What is there; "" if nothing is. An owner that has just died may have had it in hand: then it is there again soon. */
    String read() {
        return link.on(channel -> {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                GetResponse found = channel.basicGet(queue, false);
                if (found != null) {
                    channel.basicNack(found.getEnvelope().getDeliveryTag(), false, true);
                    return new String(found.getBody(), StandardCharsets.UTF_8);
                }
                if (System.nanoTime() - end > 0) {
                    return "";
                }
                pause();
            }
        });
    }

    /** Returns when it is stored. */
    void write(String text) {
        outlet.store(Outgoing.text(queue, UUID.randomUUID().toString(), Map.of(), text));
    }

    private static void pause() throws InterruptedException {
        if (new CountDownLatch(1).await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("Nobody counts down");
        }
    }
}
