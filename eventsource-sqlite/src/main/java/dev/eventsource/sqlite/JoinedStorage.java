package dev.eventsource.sqlite;

import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.jdbc.TenantJdbcStorage;
import dev.eventsource.store.EventStore;
import java.sql.Connection;

/** The view of the storage from inside a transaction. */
final class JoinedStorage implements JdbcStorage {

    private final Joined transaction;
    private final EventStore events;
    private final Connection connection;

    /**
     * A view.
     *
     * @param connection what a work may be handed
     */
    JoinedStorage(Joined transaction, EventStore events, Connection connection) {
        this.transaction = transaction;
        this.events = events;
        this.connection = connection;
    }

    @Override
    public EventStore events() {
        transaction.checkUsable();
        return events;
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
    public void close() {}
}
