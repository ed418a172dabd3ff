// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.Outcome;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.jdbc.WriteTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one connection that writes, used by whoever has the lead of the group commit. Its transactions begin by {@code
 * begin immediate}: a transaction that begins by reading could not become a writing one once another process has
 * written in between (SQLITE_BUSY_SNAPSHOT).
 */
final class Writer implements WriteTransaction.Source, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final Database database;
    private final Clock clock;
    private final Connection connection;
    private final Session session;
    private final AppendTable table;
    private long busyTimeout = -1;

    Writer(Database database, Clock clock) throws SQLException {
        this.database = database;
        this.clock = clock;
        this.connection = database.open();
        this.session = new Session(connection);
        this.table = new AppendTable(session);
    }

    Session session() {
        return session;
    }

    @Override
    public Transaction begin(Duration patience) {
        try {
            waitAtMost(Math.min(patience.toMillis(), database.lockTimeout().toMillis()));
            session.run("begin immediate");
            return new Transaction();
        } catch (SQLException e) {
            forgetStatements();
            throw database.error("cannot be written", e);
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
        connection.close();
    }

    private void waitAtMost(long millis) throws SQLException {
        if (millis != busyTimeout) {
            busyTimeout = -1;
            session.run("pragma busy_timeout = " + millis);
            busyTimeout = millis;
        }
    }

    /** One of them has failed: they are prepared anew. */
    private void forgetStatements() {
        try {
            session.close();
        } catch (SQLException e) {
            log.debug("A failed statement of {} did not close", database.file(), e);
        }
    }

    /** A transaction that holds the file's write lock. */
    final class Transaction implements WriteTransaction {

        private boolean open = true;

        @Override
        public List<Outcome> commit(List<Append> appends) {
            try {
                List<Outcome> outcomes = insert(appends);
                session.run("commit");
                open = false;
                return outcomes;
            } catch (SQLException e) {
                throw database.error("cannot be written", e);
            } catch (UncheckedSqlException e) {
                throw database.error("cannot be written", e.reason());
            }
        }

        /** Commits what others wrote on the connection. */
        void commit() {
            try {
                table.forget();
                busyTimeout = -1;
                session.run("commit");
                open = false;
            } catch (SQLException e) {
                throw database.error("cannot be written", e);
            }
        }

        private List<Outcome> insert(List<Append> appends) throws SQLException {
            try {
                table.refresh();
                return table.decideAndInsert(appends, clock, false);
            } catch (SQLException e) {
                if (!isUniqueViolation(e)) {
                    throw e;
                }
                // Some id is stored already. From the beginning, looking all of them up.
                close();
                session.run("begin immediate");
                open = true;
                table.refresh();
                table.lookUpIds(appends);
                return table.decideAndInsert(appends, clock, true);
            }
        }

        @Override
        public void close() {
            if (!open) {
                return;
            }
            open = false;
            busyTimeout = -1;
            table.forget();
            forgetStatements();
            try {
                session.run("rollback");
            } catch (SQLException e) {
                // SQLite rolls some failures back by itself: sqlite.org/lang_transaction.html
                log.debug("There was nothing to roll back in {}", database.file(), e);
            }
        }

        private static boolean isUniqueViolation(SQLException e) {
            return e instanceof SQLiteException sqlite
                    && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE;
        }
    }
}
