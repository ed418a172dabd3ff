// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.TenantEvents;
import dev.eventsource.store.TenantStorage;
import java.sql.Connection;
import java.util.Optional;

/** The view of one tenant, on any {@link JdbcStorage}. */
public final class TenantJdbcStorage implements JdbcStorage {

    private final JdbcStorage storage;
    private final String tenant;

    /** @param storage of all tenants; closing the view leaves it open */
    public TenantJdbcStorage(JdbcStorage storage, String tenant) {
        this.storage = storage;
        this.tenant = TenantEvents.checked(tenant);
    }

    @Override
    public EventStore events() {
        return new TenantEvents(storage.events(), tenant);
    }

    @Override
    public DocumentStore documents() {
        return storage.documents().forTenant(tenant);
    }

    @Override
    public SnapshotStore snapshots() {
        return storage.snapshots().forTenant(tenant);
    }

    @Override
    public CheckpointStore checkpoints() {
        return storage.checkpoints().forTenant(tenant);
    }

    @Override
    public Leases leases() {
        return storage.leases().forTenant(tenant);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return storage.deadLetters().forTenant(tenant);
    }

    @Override
    public Deduplication deduplication() {
        return storage.deduplication().forTenant(tenant);
    }

    @Override
    public OperationStore operations() {
        return storage.operations().forTenant(tenant);
    }

    @Override
    public JdbcStorage within(Connection connection) {
        return new TenantJdbcStorage(storage.within(connection), tenant);
    }

    @Override
    public <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return storage.atomically((JdbcStorage joined, Connection connection) ->
                work.in(new TenantJdbcStorage(joined, tenant), connection));
    }

    @Override
    public JdbcStorage forTenant(String other) {
        TenantEvents.checkSame(tenant, other);
        return this;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return TenantStorage.unwrap(type, tenant, this, storage);
    }

    @Override
    public void close() {}
}
