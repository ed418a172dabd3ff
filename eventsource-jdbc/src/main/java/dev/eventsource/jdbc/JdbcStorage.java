// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Storage;
import java.sql.Connection;

/** A storage in a SQL database, whose transactions your own rows can join. */
public interface JdbcStorage extends Storage {

    /**
     * A view that does everything on this connection, inside the transaction that is open on it: events and your own
     * rows commit or vanish together. It never commits, rolls back or closes what is yours, and leaves the transaction
     * usable when an append is refused.
     *
     * <p>An append takes the store's one write lock and holds it until <em>your</em> transaction ends, so append last
     * and be brief. Subscribers of this process are woken by the next look at the database, not at once.
     * {@code atomically} on the view runs the work inside a savepoint.
     *
     * <p>Whether the connection can be joined is checked when it is used: {@link IllegalStateException} if no
     * transaction is open on it, or it belongs to another database.
     */
    JdbcStorage within(Connection connection);

    /**
     * Like {@link #atomically(Work)}, with the transaction's connection at hand for rows of your own. It refuses to
     * commit, roll back or be closed, which is the storage's matter. It is also what {@link #unwrap} gives for
     * {@code Connection.class} on the storage handed in.
     */
    <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X;

    @Override
    default <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return atomically((JdbcStorage storage, Connection connection) -> work.in(storage));
    }

    @Override
    JdbcStorage forTenant(String tenant);

    /** What {@link #atomically(JdbcWork)} runs. */
    @FunctionalInterface
    interface JdbcWork<R, X extends Exception> {
        /** Does it through these two, which are of no use afterwards. */
        R in(JdbcStorage storage, Connection connection) throws X;
    }
}
