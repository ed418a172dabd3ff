// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.sql.SQLException;

/**
 * Where statements run on what a storage keeps beside its events: on the storage, or inside a transaction of it. What the
 * database could not do comes out as a {@link dev.eventsource.store.StorageException}; what the statements throw
 * otherwise passes through.
 */
public interface Rows {

    /** Runs statements that only read. In a transaction they see what it has written. */
    <R> R reading(Statements<R> statements);

    /**
     * Runs statements that write, in a READ COMMITTED transaction: the one that this is inside, else one of their own,
     * which is rolled back if they throw. So that a transaction that they are part of stays usable, they throw (but for
     * what the database could not do) only as long as they have written nothing.
     */
    <R> R writing(Statements<R> statements);

    /** Something was written that workers of operations may be waiting for: they are told when it is committed. */
    void tellWorkers();

    /** What is run. */
    @FunctionalInterface
    interface Statements<R> {
        /** Runs them. */
        R run(Sql sql) throws SQLException;
    }
}
