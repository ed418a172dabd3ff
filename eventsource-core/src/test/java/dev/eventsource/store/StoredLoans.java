// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A log that is a list. */
final class StoredLoans implements AppendBatch.Stored {

    private final List<RecordedEvent> log = new ArrayList<>();

    void add(List<RecordedEvent> events) {
        log.addAll(events);
    }

    List<RecordedEvent> log() {
        return log;
    }

    @Override
    public long head() {
        return log.size();
    }

    @Override
    public Instant lastRecordedAt() {
        return log.isEmpty() ? Instant.EPOCH : log.get(log.size() - 1).recordedAt();
    }

    @Override
    public long version(StreamId stream) {
        return log.stream().filter(event -> event.stream().equals(stream)).count();
    }

    @Override
    public Optional<AppendBatch.Place> place(UUID id) {
        return log.stream()
                .filter(event -> event.event().id().equals(id))
                .map(event -> new AppendBatch.Place(event.position(), event.stream(), event.version()))
                .findFirst();
    }

    @Override
    public OptionalLong firstMatch(EventQuery query, long after) {
        return log.stream()
                .filter(event -> event.position() > after && query.matches(event))
                .mapToLong(RecordedEvent::position)
                .findFirst();
    }
}
