// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes tables while they are used: each change is one transaction under an advisory lock of its own, so that any
 * number of processes may try at once. Locks on tables in use are waited for two seconds at a time and then let go for a
 * moment, since everybody else queues behind the wait.
 */
final class TableChanges {

    private static final int LOCK = 0x65736d67;
    private static final int ATTEMPTS = 15;
    private static final long REST_NANOS = 500_000_000;

    private final Connection connection;
    private final Schema schema;

    /** @param connection in autocommit mode */
    TableChanges(Connection connection, Schema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Runs the change in a transaction, whose search path is the schema; it must look again at what there is. */
    void run(Change change) throws SQLException {
        repeat(() -> inTransaction(change));
    }

    /** Runs it again as long as a lock on a table is not to be had. */
    void repeat(Change change) throws SQLException {
        for (int attempt = 1; true; attempt++) {
            try {
                change.run();
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !(Errors.isLockTimeout(e) || Errors.isChosen(e))) {
                    throw e;
                }
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    private void inTransaction(Change change) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute("set transaction isolation level read committed read write");
            execute("set local lock_timeout = '2s'");
            new Call(connection, schema)
                    .then("select pg_advisory_xact_lock(?, hashtext(?))", LOCK, schema.name())
                    .send()
                    .close();
            execute("set local search_path to " + schema.quoted());
            change.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** One statement without parameters and with plain names. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Change {
        void run() throws SQLException;
    }
}
