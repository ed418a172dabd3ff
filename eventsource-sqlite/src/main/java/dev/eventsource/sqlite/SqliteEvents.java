package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.GroupCommit;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.ReadArguments;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The log as everybody sees it: appends through the group commit, reads on the readers. */
final class SqliteEvents implements EventStore {

    private final GroupCommit commits;
    private final Readers readers;
    private final Function<Runnable, Registration> onAppend;

    SqliteEvents(GroupCommit commits, Readers readers, Function<Runnable, Registration> onAppend) {
        this.commits = commits;
        this.readers = readers;
        this.onAppend = onAppend;
    }

    @Override
    public AppendResult append(Append append) {
        return commits.append(append);
    }

    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        return commits.appendAsync(append);
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
        return readers.read(EventTable::head);
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        return onAppend.apply(wakeUp);
    }
}
