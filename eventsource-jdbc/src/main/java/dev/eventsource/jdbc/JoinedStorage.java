// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.View;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The view of a storage from inside a transaction: sees what the transaction has written, and writes in it. */
public final class JoinedStorage implements JdbcStorage {

    private final JoinedTransaction transaction;
    private final EventStore events;
    private final Connection connection;
    private final JdbcStores stores;

    /**
     * A view.
     *
     * @param outer tells of appends
     * @param connection what a work may be handed
     */
    public JoinedStorage(JoinedTransaction transaction, EventStore outer, Connection connection, JdbcStores stores) {
        this.transaction = transaction;
        this.events = new JdbcEvents(new JoinedAppends(transaction, outer), transaction);
        this.connection = connection;
        this.stores = stores;
    }

    @Override
    public EventStore events() {
        transaction.checkUsable();
        return events;
    }

    @Override
    public DocumentStore documents() {
        transaction.checkUsable();
        return stores.documents(transaction);
    }

    @Override
    public SnapshotStore snapshots() {
        transaction.checkUsable();
        return stores.snapshots(transaction);
    }

    @Override
    public CheckpointStore checkpoints() {
        transaction.checkUsable();
        return stores.checkpoints(transaction);
    }

    @Override
    public Leases leases() {
        transaction.checkUsable();
        return stores.leases(transaction);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        transaction.checkUsable();
        return stores.deadLetters(transaction);
    }

    @Override
    public Deduplication deduplication() {
        transaction.checkUsable();
        return stores.deduplication(transaction);
    }

    @Override
    public OperationStore operations() {
        transaction.checkUsable();
        return stores.operations(transaction);
    }

    @Override
    public JdbcStorage within(Connection other) {
        throw new IllegalStateException("This storage is inside a transaction already; use it as it is");
    }

    @Override
    public <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return transaction.nested(() -> work.in(this, connection));
    }

    @Override
    public JdbcStorage forTenant(String tenant) {
        transaction.checkUsable();
        return new TenantJdbcStorage(this, tenant);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        transaction.checkUsable();
        if (type == Connection.class) {
            return Optional.of(type.cast(connection));
        }
        if (type == SubjectKeyStore.class) {
            return Optional.of(type.cast(stores.subjectKeys(transaction)));
        }
        return type == View.class ? Optional.of(type.cast(View.JOINED)) : JdbcStorage.super.unwrap(type);
    }

    @Override
    public void close() {}

    private record JoinedAppends(JoinedTransaction transaction, EventStore outer) implements JdbcEvents.Appends {

        @Override
        public AppendResult append(Append append) {
            return transaction.append(append);
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
        public Registration onAppend(Runnable wakeUp) {
            transaction.checkUsable();
            return outer.onAppend(wakeUp);
        }
    }
}
