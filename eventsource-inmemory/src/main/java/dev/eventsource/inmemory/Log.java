// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of their positions: those of a base, which does not change meanwhile, and its own behind them.
 *
 * <p>The committed log has no base. A transaction writes to a log of its own on that base, so that it sees what it has
 * written and nobody else does; to roll back is to drop it. Not thread-safe.
 */
final class Log implements AppendBatch.Stored {

    private final @Nullable Log base;
    private final long baseHead;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<StreamId, List<RecordedEvent>> streams = new HashMap<>();
    private final Map<UUID, RecordedEvent> ids = new HashMap<>();

    Log() {
        this.base = null;
        this.baseHead = 0;
    }

    Log(Log base) {
        this.base = base;
        this.baseHead = base.head();
    }

    void add(List<RecordedEvent> more) {
        for (RecordedEvent event : more) {
            events.add(event);
            streams.computeIfAbsent(event.stream(), stream -> new ArrayList<>()).add(event);
            ids.put(event.event().id(), event);
        }
    }

    /** What was added to the base. */
    List<RecordedEvent> added() {
        return events;
    }

    @Override
    public long head() {
        return baseHead + events.size();
    }

    RecordedEvent at(long position) {
        return base != null && position <= baseHead ? base.at(position) : events.get((int) (position - baseHead - 1));
    }

    @Override
    public long version(StreamId stream) {
        return baseVersion(stream) + streams.getOrDefault(stream, List.of()).size();
    }

    RecordedEvent at(StreamId stream, long version) {
        long baseVersion = baseVersion(stream);
        if (base != null && version <= baseVersion) {
            return base.at(stream, version);
        }
        return streams.getOrDefault(stream, List.of()).get((int) (version - baseVersion - 1));
    }

    private long baseVersion(StreamId stream) {
        return base == null ? 0 : base.version(stream);
    }

    Optional<RecordedEvent> find(UUID id) {
        RecordedEvent own = ids.get(id);
        return own == null && base != null ? base.find(id) : Optional.ofNullable(own);
    }

    @Override
    public Optional<AppendBatch.Place> place(UUID id) {
        return find(id).map(event -> new AppendBatch.Place(event.position(), event.stream(), event.version()));
    }

    @Override
    public Instant lastRecordedAt() {
        return head() == 0 ? Instant.EPOCH : at(head()).recordedAt();
    }

    @Override
    public OptionalLong firstMatch(EventQuery query, long afterPosition) {
        return LongStream.range(Math.min(afterPosition, head()), head())
                .map(before -> before + 1)
                .filter(position -> query.matches(at(position)))
                .findFirst();
    }
}
