package dev.eventsource.sqlite;

import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.store.Scope;
import java.sql.SQLException;

/** The transaction of {@code atomically}, on the writer's connection. */
final class OwnTransaction implements Joined {

    private final Database database;
    private final Session session;
    private final Scope scope = new Scope();
    private boolean written;
    private boolean committed;

    OwnTransaction(Database database, Session session) {
        this.database = database;
        this.session = session;
    }

    @Override
    public <R> R read(Use<R> use) {
        scope.checkUsable();
        try {
            return use.in(session);
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R write(Use<R> use) {
        scope.checkUsable();
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
    public <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X {
        return scope.join(work);
    }

    /** When the work has returned, before the commit. */
    void checkCommittable() {
        scope.checkCommittable();
    }

    void committed() {
        committed = true;
    }

    void end() {
        scope.end();
    }

    /** Is there something new for others to see? */
    boolean hasAppended() {
        return committed && written;
    }
}
