// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.jdbc.JdbcStorage;
import java.sql.Connection;

/** The same for a storage on JDBC, which remains one. */
final class TracedJdbcStorage extends TracedStorage implements JdbcStorage {

    private final JdbcStorage storage;

    TracedJdbcStorage(JdbcStorage storage, Database database) {
        super(storage, database);
        this.storage = storage;
    }

    @Override
    public JdbcStorage within(Connection connection) {
        return new TracedJdbcStorage(storage.within(connection), database);
    }

    @Override
    public <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return storage.atomically((JdbcStorage inside, Connection connection) ->
                work.in(new TracedJdbcStorage(inside, database), connection));
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return super.atomically(work);
    }

    @Override
    public JdbcStorage forTenant(String tenant) {
        return new TracedJdbcStorage(storage.forTenant(tenant), database.forTenant(tenant));
    }
}
