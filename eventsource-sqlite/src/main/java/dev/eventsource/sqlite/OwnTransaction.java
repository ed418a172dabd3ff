package dev.eventsource.sqlite;

import dev.eventsource.jdbc.UncheckedSqlException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of {@code atomically}, on the writer's connection. A failure of nested work dooms it: the whole can no
 * longer commit, even if the exception is caught.
 */
final class OwnTransaction implements Joined {

    private final Database database;
    private final Session session;
    private @Nullable Exception doom;
    private boolean written;
    private boolean committed;
    private boolean ended;

    OwnTransaction(Database database, Session session) {
        this.database = database;
        this.session = session;
    }

    @Override
    public <R> R read(Use<R> use) {
        checkUsable();
        try {
            return use.in(session);
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R write(Use<R> use) {
        checkUsable();
        try {
            R result = Savepoint.around(session, use);
            written = true;
            return result;
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        } catch (UncheckedSqlException e) {
            throw database.error("cannot be written", e.reason());
        }
    }

    @Override
    public <R, X extends Exception> R nested(NestedWork<R, X> work) throws X {
        checkUsable();
        boolean succeeded = false;
        try {
            R result = work.run();
            succeeded = true;
            return result;
        } finally {
            if (!succeeded && doom == null) {
                doom = new IllegalStateException("An inner atomically failed");
            }
        }
    }

    /** Called when the outer work has returned: may it commit? */
    void checkCommittable() {
        if (doom != null) {
            throw new IllegalStateException(
                    "Nothing was stored: an inner atomically failed, and its exception was swallowed", doom);
        }
    }

    void committed() {
        committed = true;
    }

    /** Is there something new for others to see? */
    boolean hasAppended() {
        return committed && written;
    }

    void end() {
        ended = true;
    }

    private void checkUsable() {
        if (ended) {
            throw new IllegalStateException(
                    "This storage was handed to a work that has ended; use the storage it came from");
        }
        if (doom != null) {
            throw new IllegalStateException("An inner atomically failed: the whole can only be rolled back", doom);
        }
    }
}
