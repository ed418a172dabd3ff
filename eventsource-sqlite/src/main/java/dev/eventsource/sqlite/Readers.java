// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.Rows.Statements;
import dev.eventsource.jdbc.Sql;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Uninterrupted;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A few connections that read, each for one thread at a time, opened when they are first needed. */
final class Readers implements EventReader.Source, AutoCloseable {

    private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(5);

    private final Database database;
    private final SqliteStorage.Options options;
    private final Semaphore permits;
    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Readers(Database database, SqliteStorage.Options options) {
        this.database = database;
        this.options = options;
        this.permits = new Semaphore(options.readers(), true);
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        return lend(session -> reading.in(new EventTable(session)));
    }

    /** Runs statements that only read what is kept beside the events. */
    <R> R reading(Statements<R> statements) {
        return lend(session -> statements.run(new Sql(session.connection(), SqliteDialect.SQLITE)));
    }

    /** Lends a connection to the work. No read transaction is left open, or the write-ahead log could not be reset. */
    private <R> R lend(Savepoint.Use<R> work) {
        acquire();
        try {
            Session known = idle.poll();
            Session session = known == null ? new Session(database.openReader()) : known;
            boolean done = false;
            try {
                R result = work.in(session);
                done = true;
                return result;
            } finally {
                if (!done) {
                    session.close();
                }
                giveBack(session);
            }
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        } finally {
            permits.release();
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        // Reads under way end first.
        if (Uninterrupted.await(
                PATIENCE_ON_CLOSE, nanos -> permits.tryAcquire(options.readers(), nanos, TimeUnit.NANOSECONDS))) {
            permits.release(options.readers());
        }
        closeIdle();
    }

    /** After the close nobody else would close it. */
    private void giveBack(Session session) throws SQLException {
        idle.add(session);
        if (closed) {
            closeIdle();
        }
    }

    private void closeIdle() throws SQLException {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
            session.connection().close();
        }
    }

    private void acquire() {
        boolean acquired = !closed
                && Uninterrupted.await(options.timeout(), nanos -> permits.tryAcquire(nanos, TimeUnit.NANOSECONDS));
        if (closed) {
            if (acquired) {
                permits.release();
            }
            throw new IllegalStateException("The storage is closed");
        }
        if (!acquired) {
            throw new StorageException("All " + options.readers() + " readers of " + database.file() + " are busy for "
                    + options.timeout().toMillis() + " ms; raise Options.readers");
        }
    }
}
