package dev.eventsource.cli.demo;

import dev.eventsource.event.RecordedEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** How long it takes from calling append until the row that the projection makes of the event is committed. */
final class Latencies {

    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final Map<UUID, Long> under = new ConcurrentHashMap<>();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    /** Append is about to be called with this event; the first call counts. */
    void appending(UUID id) {
        under.putIfAbsent(id, System.nanoTime());
    }

    /** The rows of these events are committed. Called by one thread. */
    void projected(List<RecordedEvent> events) {
        long now = System.nanoTime();
        for (RecordedEvent event : events) {
            Long began = under.remove(event.event().id());
            if (began != null) {
                micros.recordValue(Math.min(LONGEST_MICROS, (now - began) / 1000));
            }
        }
    }

    /** In milliseconds; null if nothing was measured. Called when all is done. */
    @Nullable
    Double percentile(double percent) {
        return micros.getTotalCount() == 0 ? null : micros.getValueAtPercentile(percent) / 1000.0;
    }
}
