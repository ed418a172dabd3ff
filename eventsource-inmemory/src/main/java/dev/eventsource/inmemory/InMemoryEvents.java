// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

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

/** The log as everybody sees it: what is committed. */
final class InMemoryEvents implements EventStore {

    private final InMemoryStorage storage;
    private final AsyncAppends async;

    InMemoryEvents(InMemoryStorage storage, AsyncAppends async) {
        this.storage = storage;
        this.async = async;
    }

    @Override
    public AppendResult append(Append append) {
        return storage.atomically(joined -> joined.events().append(append));
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        storage.checkOutside();
        return async.submit(append);
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        return storage.reading(contents -> Reads.forwards(contents.log(), stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        return storage.reading(contents -> Reads.backwards(contents.log(), stream, beforeVersion, limit));
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        return storage.reading(contents -> Reads.all(contents.log(), query, afterPosition, limit));
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return storage.reading(contents -> contents.log().find(eventId));
    }

    @Override
    public long head() {
        return storage.reading(contents -> contents.log().head());
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return storage.onAppend(wakeUp);
    }
}
