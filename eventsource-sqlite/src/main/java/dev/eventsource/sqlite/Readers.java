package dev.eventsource.sqlite;

import dev.eventsource.store.StorageException;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A few connections that read, each for one thread at a time, opened when they are first needed. */
final class Readers implements AutoCloseable {

    private static final long PATIENCE_ON_CLOSE_SECONDS = 5;

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

    /** Lends a connection to the work. No read transaction is left open, or the write-ahead log could not be reset. */
    <R> R read(Reading<R> reading) {
        acquire();
        try {
            Session known = idle.poll();
            Session session = known == null ? new Session(database.openReader()) : known;
            boolean done = false;
            try {
                R result = reading.in(new EventTable(session));
                done = true;
                return result;
            } finally {
                if (!done) {
                    session.close();
                }
                idle.add(session);
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
        try {
            // Reads under way end first; a thread that is interrupted while closing does not wait for them.
            if (permits.tryAcquire(options.readers(), PATIENCE_ON_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                permits.release(options.readers());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
            session.connection().close();
        }
    }

    private void acquire() {
        boolean acquired = false;
        boolean interrupted = false;
        long deadline = System.nanoTime() + options.timeout().toNanos();
        while (!acquired) {
            if (closed) {
                throw new IllegalStateException("The storage is closed");
            }
            try {
                acquired = permits.tryAcquire(Math.max(deadline - System.nanoTime(), 1), TimeUnit.NANOSECONDS);
                if (!acquired) {
                    throw new StorageException("All " + options.readers() + " readers of " + database.file()
                            + " are busy for " + options.timeout().toMillis() + " ms; raise Options.readers");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done with a connection. */
    interface Reading<R> {
        R in(EventTable events) throws SQLException;
    }
}
