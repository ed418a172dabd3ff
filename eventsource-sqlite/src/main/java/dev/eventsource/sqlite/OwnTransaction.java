// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.JoinedTransaction;
import dev.eventsource.jdbc.Sql;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Scope;
import dev.eventsource.store.StorageException;
import java.sql.SQLException;
import java.time.Clock;

/** The transaction of {@code atomically}, on the writer's connection. */
final class OwnTransaction implements JoinedTransaction {

    private final Database database;
    private final Session session;
    private final Clock clock;
    private final Scope scope = new Scope();
    private boolean written;
    private boolean committed;
    private boolean workersConcerned;

    OwnTransaction(Database database, Session session, Clock clock) {
        this.database = database;
        this.session = session;
        this.clock = clock;
    }

    @Override
    public void checkUsable() {
        scope.checkUsable();
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        scope.checkUsable();
        try {
            return reading.in(new EventTable(session));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public AppendResult append(Append append) {
        scope.checkUsable();
        try {
            checkNotLost();
            AppendResult result = Savepoint.around(session, inside -> AppendTable.append(inside, append, clock));
            written = true;
            return result;
        } catch (SQLException e) {
            throw failed(e);
        } catch (UncheckedSqlException e) {
            throw failed(e.reason());
        }
    }

    @Override
    public <R> R reading(Statements<R> statements) {
        scope.checkUsable();
        try {
            return statements.run(new Sql(session.connection(), SqliteDialect.SQLITE));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R writing(Statements<R> statements) {
        scope.checkUsable();
        try {
            checkNotLost();
            return statements.run(new Sql(session.connection(), SqliteDialect.SQLITE));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void tellWorkers() {
        workersConcerned = true;
    }

    /** Some errors, like a full disk, make SQLite roll back all by itself: sqlite.org/lang_transaction.html */
    private void checkNotLost() throws SQLException {
        if (!session.isInTransaction()) {
            IllegalStateException lost = new IllegalStateException(
                    "The transaction has ended already: a statement of the"
                            + " work ended it, or SQLite rolled it back after an error that was swallowed. Nothing was stored");
            scope.doom(lost);
            throw lost;
        }
    }

    /** What the database could not do dooms the whole: how much of it SQLite has rolled back is its own affair. */
    private StorageException failed(SQLException e) {
        StorageException failure = database.error("cannot be written", e);
        scope.doom(failure);
        return failure;
    }

    @Override
    public <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X {
        return scope.join(work);
    }

    /** When the work has returned, before the commit. */
    void checkCommittable() {
        scope.checkCommittable();
        try {
            checkNotLost();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void committed() {
        committed = true;
    }

    void end() {
        scope.end();
    }

    /** Are workers to be told of what was committed? */
    boolean concernsWorkers() {
        return committed && workersConcerned;
    }

    /** Is there something new for others to see? */
    boolean hasAppended() {
        return committed && written;
    }
}
