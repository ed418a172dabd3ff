// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import java.util.Optional;

/** A storage of which it is seen what is done with its events, and whose operations know
 * in which trace they were submitted: outside, inside transactions and in views. */
class TracedStorage implements Storage {

    final Database database;
    private final Storage storage;

    TracedStorage(Storage storage, Database database) {
        this.storage = storage;
        this.database = database;
    }

    @Override
    public EventStore events() {
        return database.wrap(storage.events());
    }

    @Override
    public DocumentStore documents() {
        return storage.documents();
    }

    @Override
    public SnapshotStore snapshots() {
        return storage.snapshots();
    }

    @Override
    public CheckpointStore checkpoints() {
        return storage.checkpoints();
    }

    @Override
    public Leases leases() {
        return storage.leases();
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return storage.deadLetters();
    }

    @Override
    public Deduplication deduplication() {
        return storage.deduplication();
    }

    @Override
    public OperationStore operations() {
        return database.wrap(storage.operations());
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return storage.atomically(inside -> work.in(database.wrap(inside)));
    }

    @Override
    public Storage forTenant(String tenant) {
        return database.forTenant(tenant).wrap(storage.forTenant(tenant));
    }

    /** Itself, and whatever the storage behind it has, which may be that storage. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : storage.unwrap(type);
    }

    @Override
    public void close() {
        storage.close();
    }

    @Override
    public String toString() {
        return "traced " + storage;
    }
}
