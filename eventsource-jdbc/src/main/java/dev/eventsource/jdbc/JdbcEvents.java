// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.ReadArguments;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The log in a SQL database: appends go one way, reads another. */
public final class JdbcEvents implements EventStore {

    private final Appends appends;
    private final EventReader.Source readers;

    /** An event store of these two halves. */
    public JdbcEvents(Appends appends, EventReader.Source readers) {
        this.appends = appends;
        this.readers = readers;
    }

    @Override
    public AppendResult append(Append append) {
        return appends.append(append);
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        return appends.appendAsync(append);
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        ReadArguments.check(afterVersion, limit);
        return readers.read(events -> events.read(stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        ReadArguments.check(beforeVersion, limit);
        return readers.read(events -> events.readBackwards(stream, beforeVersion, limit));
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        ReadArguments.check(afterPosition, limit);
        return readers.read(events -> events.readAll(query, afterPosition, limit));
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return readers.read(events -> events.find(eventId));
    }

    @Override
    public long head() {
        return readers.read(EventReader::head);
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return appends.onAppend(wakeUp);
    }

    /** The other half of an {@link EventStore}: its methods of the same names. */
    public interface Appends {

        /** See {@link EventStore#append(Append)}. */
        AppendResult append(Append append);

        /** See {@link EventStore#appendAsync}. */
        CompletableFuture<AppendResult> appendAsync(Append append);

        /** See {@link EventStore#onAppend}. */
        Registration onAppend(Runnable wakeUp);
    }
}
