// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from calling append until what the projection makes of the event is committed.
 *
 * <p>How it works: the handler, which runs before the commit, says which events it has handled; one thread waits until
 * the subscription says that everything up to them is done.
 */
final class Latencies implements AutoCloseable {

    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final List<RecordedEvent> END = List.of();

    private final Map<UUID, Long> under = new ConcurrentHashMap<>();
    private final BlockingQueue<List<RecordedEvent>> handled = new LinkedBlockingQueue<>();
    private final CompletableFuture<Histogram> micros = new CompletableFuture<>();
    private @Nullable Worker worker;

    /** Append is about to be called with this event; the first call counts. */
    void appending(UUID id) {
        under.putIfAbsent(id, System.nanoTime());
    }

    /** What is made of these events is about to be committed. */
    void handled(List<RecordedEvent> events) {
        handled.add(events);
    }

    /** Begins to measure how far this has come. */
    void of(RunningSubscription subscription) {
        worker = Worker.start("demo-latencies", () -> measure(subscription));
    }

    /** What was measured, in microseconds. To be asked when the subscription has come to the end. */
    Histogram micros() {
        handled.add(END);
        return micros.join();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }

    private Duration measure(RunningSubscription subscription) throws InterruptedException {
        Histogram histogram = new Histogram(LONGEST_MICROS, 3);
        for (List<RecordedEvent> events = handled.take(); !events.isEmpty(); events = handled.take()) {
            long last = events.get(events.size() - 1).position();
            while (!subscription.await(last, LOOK)) {
                if (subscription.state() == RunState.FAILED) {
                    return Worker.UNTIL_WOKEN;
                }
            }
            long now = System.nanoTime();
            for (RecordedEvent event : events) {
                Long began = under.remove(event.event().id());
                if (began != null) {
                    histogram.recordValue(Math.min(LONGEST_MICROS, (now - began) / 1000));
                }
            }
        }
        micros.complete(histogram);
        return Worker.UNTIL_WOKEN;
    }
}
