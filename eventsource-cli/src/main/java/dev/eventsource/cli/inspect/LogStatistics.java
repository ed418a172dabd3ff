// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a log is made of. Every stream begins with version 1, so counting those counts the streams, without keeping them. */
public final class LogStatistics {

    /** Names beyond these many are counted together. */
    public static final int MAX_NAMES = 1000;

    /** The name under which they are counted. */
    public static final String OTHERS = "(others)";

    private final Map<String, Count> categories = new TreeMap<>();
    private final Map<String, Count> types = new TreeMap<>();
    private final Count all = new Count();
    private @Nullable Instant firstOccurred;
    private @Nullable Instant lastOccurred;
    private @Nullable Instant firstRecorded;
    private @Nullable Instant lastRecorded;

    /** Walks through the log as it is now. */
    public static LogStatistics of(EventStore events, EventQuery query, LongConsumer progress) {
        LogStatistics statistics = new LogStatistics();
        LogPages.walk(
                events,
                query,
                0,
                events.head(),
                event -> {
                    statistics.add(event);
                    return true;
                },
                progress);
        return statistics;
    }

    /** Of the whole log. */
    public Count all() {
        return all;
    }

    public Map<String, Count> categories() {
        return categories;
    }

    public Map<String, Count> types() {
        return types;
    }

    public @Nullable Instant firstOccurred() {
        return firstOccurred;
    }

    public @Nullable Instant lastOccurred() {
        return lastOccurred;
    }

    public @Nullable Instant firstRecorded() {
        return firstRecorded;
    }

    public @Nullable Instant lastRecorded() {
        return lastRecorded;
    }

    private void add(RecordedEvent event) {
        all.add(event);
        of(categories, event.stream().category()).add(event);
        of(types, event.event().type()).add(event);
        Instant occurred = event.event().occurredAt();
        firstOccurred = firstOccurred == null || occurred.isBefore(firstOccurred) ? occurred : firstOccurred;
        lastOccurred = lastOccurred == null || occurred.isAfter(lastOccurred) ? occurred : lastOccurred;
        firstRecorded = firstRecorded == null ? event.recordedAt() : firstRecorded;
        lastRecorded = event.recordedAt();
    }

    private static Count of(Map<String, Count> counts, String name) {
        Count known = counts.get(name);
        if (known != null) {
            return known;
        }
        return counts.computeIfAbsent(counts.size() < MAX_NAMES ? name : OTHERS, n -> new Count());
    }

    /** Events and what they amount to. */
    public static final class Count {

        private long events;
        private long streams;
        private long bytes;

        private void add(RecordedEvent event) {
            events++;
            streams += event.version() == 1 ? 1 : 0;
            bytes += event.event().payload().bytes();
        }

        public long events() {
            return events;
        }

        /** Those that begin with such an event. */
        public long streams() {
            return streams;
        }

        /** Of the payloads, in UTF-8. */
        public long bytes() {
            return bytes;
        }
    }
}
