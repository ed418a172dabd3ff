// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Scope;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.TenantStorage;
import dev.eventsource.store.View;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The storage that {@code atomically} hands out: it writes to a draft on top of what is committed. */
final class Transaction implements Storage, EventStore, Rows {

    private final InMemoryStorage outer;
    private final Contents draft;
    private final Clock clock;
    private final Scope scope = new Scope();

    Transaction(InMemoryStorage outer, Contents draft, Clock clock) {
        this.outer = outer;
        this.draft = draft;
        this.clock = clock;
    }

    Scope scope() {
        return scope;
    }

    @Override
    public EventStore events() {
        scope.checkUsable();
        return this;
    }

    @Override
    public DocumentStore documents() {
        scope.checkUsable();
        return new InMemoryDocuments(this, clock);
    }

    @Override
    public SnapshotStore snapshots() {
        scope.checkUsable();
        return new InMemorySnapshots(this);
    }

    @Override
    public CheckpointStore checkpoints() {
        scope.checkUsable();
        return new InMemoryCheckpoints(this, clock);
    }

    @Override
    public Leases leases() {
        scope.checkUsable();
        return new InMemoryLeases(this, clock);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        scope.checkUsable();
        return new InMemoryDeadLetters(this, clock);
    }

    @Override
    public Deduplication deduplication() {
        scope.checkUsable();
        return new InMemoryDeduplication(this, clock);
    }

    @Override
    public OperationStore operations() {
        scope.checkUsable();
        return outer.operations(this);
    }

    @Override
    public <R> R reading(Function<Contents, R> work) {
        scope.checkUsable();
        return work.apply(draft);
    }

    @Override
    public <R> R writing(Function<Contents, R> work) {
        scope.checkUsable();
        return work.apply(draft);
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return scope.join(() -> work.in(this));
    }

    @Override
    public Storage forTenant(String tenant) {
        scope.checkUsable();
        return new TenantStorage(this, tenant);
    }

    /** That it is its own event store is nobody's business. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        scope.checkUsable();
        if (type == View.class) {
            return Optional.of(type.cast(View.JOINED));
        }
        if (type == SubjectKeyStore.class) {
            return Optional.of(type.cast(outer.subjectKeys(this)));
        }
        return type == EventStore.class ? Optional.empty() : Storage.super.unwrap(type);
    }

    @Override
    public AppendResult append(Append append) {
        scope.checkUsable();
        AppendBatch batch = new AppendBatch(draft.log(), clock);
        AppendResult result = batch.decide(append);
        draft.log().add(batch.accepted());
        return result;
    }

    /** Appends at once: the transaction is its thread's. */
    @Override
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        try {
            return CompletableFuture.completedFuture(append(append));
        } catch (EventSourceException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
        scope.checkUsable();
        return Reads.forwards(draft.log(), stream, afterVersion, limit);
    }

    @Override
    public List<RecordedEvent> readBackwards(StreamId stream, long beforeVersion, int limit) {
        scope.checkUsable();
        return Reads.backwards(draft.log(), stream, beforeVersion, limit);
    }

    @Override
    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
        scope.checkUsable();
        return Reads.all(draft.log(), query, afterPosition, limit);
    }

    @Override
    public Optional<RecordedEvent> find(UUID eventId) {
        scope.checkUsable();
        return draft.log().find(eventId);
    }

    @Override
    public long head() {
        scope.checkUsable();
        return draft.log().head();
    }

    @Override
    public Registration onAppend(Runnable wakeUp) {
        scope.checkUsable();
        return outer.onAppend(wakeUp);
    }

    @Override
    public void close() {}
}
