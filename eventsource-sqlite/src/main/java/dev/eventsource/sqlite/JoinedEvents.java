package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.ReadArguments;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The log inside one transaction: sees what the transaction has written, and writes in it. */
final class JoinedEvents implements EventStore {

    private final Joined transaction;
    private final EventStore outer;
    private final Clock clock;

    JoinedEvents(Joined transaction, EventStore outer, Clock clock) {
        this.transaction = transaction;
        this.outer = outer;
        this.clock = clock;
    }

    @Override
    public AppendResult append(Append append) {
        return transaction.write(session -> {
            AppendTable table = new AppendTable(session);
            table.refresh();
            AppendBatch batch = new AppendBatch(table, clock);
            AppendResult result = batch.decide(append);
            table.insert(batch.accepted());
            return result;
        });
    }

    /** Appends at once: the transaction is its thread's. */
    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        try {
            return CompletableFuture.completedFuture(append(append));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        ReadArguments.check(afterVersion, limit);
        return transaction.read(session -> new EventTable(session).read(stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        ReadArguments.check(beforeVersion, limit);
        return transaction.read(session -> new EventTable(session).readBackwards(stream, beforeVersion, limit));
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        ReadArguments.check(afterPosition, limit);
        return transaction.read(session -> new EventTable(session).readAll(query, afterPosition, limit));
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        return transaction.read(session -> new EventTable(session).find(eventId));
    }

    @Override
    public long head() {
        return transaction.read(session -> new EventTable(session).head());
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return outer.onAppend(wakeUp);
    }
}
