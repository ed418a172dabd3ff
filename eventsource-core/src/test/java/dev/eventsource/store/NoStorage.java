// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/** A storage that has nothing, for tests that need only one side of one. */
public class NoStorage implements Storage {

    @Override
    public EventStore events() {
        throw nothing();
    }

    @Override
    public DocumentStore documents() {
        throw nothing();
    }

    @Override
    public SnapshotStore snapshots() {
        throw nothing();
    }

    @Override
    public CheckpointStore checkpoints() {
        throw nothing();
    }

    @Override
    public Leases leases() {
        throw nothing();
    }

    @Override
    public DeadLetterQueue deadLetters() {
        throw nothing();
    }

    @Override
    public Deduplication deduplication() {
        throw nothing();
    }

    @Override
    public OperationStore operations() {
        throw nothing();
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return work.in(this);
    }

    @Override
    public Storage forTenant(String tenant) {
        return new TenantStorage(this, tenant);
    }

    @Override
    public void close() {}

    private static IllegalStateException nothing() {
        return new IllegalStateException("not here");
    }
}
