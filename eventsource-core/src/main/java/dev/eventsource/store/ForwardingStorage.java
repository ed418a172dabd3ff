// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Optional;

/**
 * A storage in front of another one, which does some things differently: for those who wrap storages. What they do not
 * override passes on. Transactions and views have to be said, as what they hand out must be wrapped as well.
 */
public abstract class ForwardingStorage implements Storage {

    private final Storage storage;

    /** @param storage to which everything passes on; it is closed with this one */
    protected ForwardingStorage(Storage storage) {
        this.storage = storage;
    }

    /** The one behind it. */
    protected final Storage storage() {
        return storage;
    }

    @Override
    public EventStore events() {
        return storage.events();
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
        return storage.operations();
    }

    @Override
    public void close() {
        storage.close();
    }

    /** Itself, and whatever the storage behind it has, which may be that storage. */
    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : storage.unwrap(type);
    }
}
