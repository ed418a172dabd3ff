// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Events whose appends run projections: of a storage, or joined to a transaction of it. */
final class InlineEvents implements EventStore {

    private final Storage storage;
    private final Inlined inlined;
    private final boolean joined;
    private final InlineQueue waiting;

    InlineEvents(Storage storage, Inlined inlined, boolean joined) {
        this.storage = storage;
        this.inlined = inlined;
        this.joined = joined;
        this.waiting = new InlineQueue(this::transact);
    }

    /** Behind those that wait, if there are some. */
    @Override
    public AppendResult append(Append append) {
        if (joined) {
            return inlined.append(storage, append);
        }
        return waiting.isEmpty() || inlined.isInside() ? transact(append) : waiting.await(append);
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        if (joined) {
            try {
                return CompletableFuture.completedFuture(inlined.append(storage, append));
            } catch (EventSourceException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        if (inlined.isInside()) {
            throw new IllegalStateException(
                    "This thread is inside atomically: use the storage handed to you, the outer one would wait for it");
        }
        storage.events();
        return waiting.submit(append);
    }

    private AppendResult transact(Append append) {
        return storage.atomically(tx -> inlined.append(tx, append));
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        return storage.events().read(stream, afterVersion, limit);
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        return storage.events().readBackwards(stream, beforeVersion, limit);
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        return storage.events().readAll(query, afterPosition, limit);
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return storage.events().find(eventId);
    }

    @Override
    public long head() {
        return storage.events().head();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return storage.events().onAppend(wakeUp);
    }

    void close() {
        waiting.close();
    }
}
