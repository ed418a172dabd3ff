// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A log that shows whatever is in a list, right or wrong. */
record ListedLog(List<RecordedEvent> log) implements EventStore {

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        List<RecordedEvent> events = log.stream()
                .filter(e -> e.position() > afterPosition)
                .limit(limit)
                .toList();
        long through = events.isEmpty() ? head() : events.get(events.size() - 1).position();
        return new EventPage(afterPosition, through, through == head(), events);
    }

    @Override
    public long head() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).position();
    }

    @Override
    public AppendResult append(Append append) {
        throw new IllegalStateException("only to look at");
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        throw new IllegalStateException("only to look at");
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        throw new IllegalStateException("only to look at");
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        throw new IllegalStateException("only to look at");
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return log.stream().filter(e -> e.event().id().equals(eventId)).findFirst();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return () -> {};
    }
}
