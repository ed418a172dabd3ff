package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.jdbc.Outcome;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.jdbc.WriteTransaction;
import dev.eventsource.store.AppendBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    Writer(Database database, Clock clock) throws SQLException {
        this.database = database;
        this.clock = clock;
        this.connection = database.open();
        this.session = new Session(connection);
    }

    Session session() {
        return session;
    }

    /** Waits for other processes no longer than the connection's busy time-out, whatever the patience. */
    @Override
    public Transaction begin(Duration patience) {
        try {
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
                AppendTable table = new AppendTable(session);
                AppendBatch batch = new AppendBatch(table, clock);
                List<Outcome> outcomes = new ArrayList<>(appends.size());
                for (Append append : appends) {
                    outcomes.add(decide(batch, append));
                }
                table.insert(batch.accepted());
                commit();
                return outcomes;
            } catch (SQLException e) {
                throw database.error("cannot be written", e);
            } catch (UncheckedSqlException e) {
                throw database.error("cannot be written", e.reason());
            }
        }

        void commit() {
            try {
                session.run("commit");
                open = false;
            } catch (SQLException e) {
                throw database.error("cannot be written", e);
            }
        }

        private static Outcome decide(AppendBatch batch, Append append) {
            try {
                return new Outcome.Stored(batch.decide(append));
            } catch (EventSourceException e) {
                return new Outcome.Refused(e);
            }
        }

        @Override
        public void close() {
            if (!open) {
                return;
            }
            open = false;
            forgetStatements();
            try {
                session.run("rollback");
            } catch (SQLException e) {
                // SQLite rolls some failures back by itself: sqlite.org/lang_transaction.html
                log.debug("There was nothing to roll back in {}", database.file(), e);
            }
        }
    }
}
