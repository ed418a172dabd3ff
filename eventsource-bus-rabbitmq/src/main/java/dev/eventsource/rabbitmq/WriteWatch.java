// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Cuts a connection on which writing does not end within the time-out, as the broker reads nothing: sockets have no time-out for that. */
final class WriteWatch implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Link link;
    private final Duration timeout;
    private final Set<Writing> writing = ConcurrentHashMap.newKeySet();
    private final Worker worker;

    WriteWatch(Link link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
        this.worker = Worker.start("eventsource-bus-watch", this::look);
    }

    /** Somebody begins to write, and says when it is written. */
    Writing begin() {
        Writing begun = new Writing(System.nanoTime());
        writing.add(begun);
        return begun;
    }

    private Duration look() {
        long now = System.nanoTime();
        if (writing.stream().anyMatch(one -> now - one.since > timeout.toNanos())) {
            link.cut();
        }
        return timeout.compareTo(LOOK) < 0 ? timeout : LOOK;
    }

    @Override
    public void close() {
        worker.close();
    }

    /** Something that is being written. */
    final class Writing {

        private final long since;

        Writing(long since) {
            this.since = since;
        }

        void end() {
            writing.remove(this);
        }
    }
}
