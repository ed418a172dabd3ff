// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.AFTER_POSITION;
import static dev.eventsource.otel.Conventions.EVENTS;
import static dev.eventsource.otel.Conventions.LAST_POSITION;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Events of which it is seen what is appended and read. Asking for the head and listening are not worth a span. */
final class TracedEvents implements EventStore {

    private final EventStore events;
    private final Database database;

    TracedEvents(EventStore events, Database database) {
        this.events = events;
        this.database = database;
    }

    @Override
    public AppendResult append(Append append) {
        Appending appending = new Appending(database, append);
        return appending.observed().run(span -> {
            AppendResult result = events.append(appending.append());
            appending.stored(result);
            return result;
        });
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        Appending appending = new Appending(database, append);
        return appending.observed().begin(() -> events.appendAsync(appending.append()), appending::stored);
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        return ofStream("read", stream, () -> events.read(stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        return ofStream("read_backwards", stream, () -> events.readBackwards(stream, beforeVersion, limit));
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        return database.read("read_all", "").run(span -> {
            span.setAttribute(AFTER_POSITION, afterPosition);
            EventPage page = events.readAll(query, afterPosition, limit);
            span.setAttribute(LAST_POSITION, page.through());
            found(span, "read_all", page.events().size());
            return page;
        });
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return database.read("find", "").run(span -> {
            Optional<RecordedEvent> event = events.find(eventId);
            found(span, "find", event.isPresent() ? 1 : 0);
            return event;
        });
    }

    @Override
    public long head() {
        return events.head();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return events.onAppend(wakeUp);
    }

    private List<RecordedEvent> ofStream(String operation, StreamId stream, Supplier<List<RecordedEvent>> read) {
        return database.read(operation, stream.category()).run(span -> {
            Appending.describe(span, stream);
            List<RecordedEvent> some = read.get();
            found(span, operation, some.size());
            return some;
        });
    }

    private void found(Span span, String operation, int events) {
        span.setAttribute(EVENTS, (long) events);
        database.found(operation, events);
    }
}
