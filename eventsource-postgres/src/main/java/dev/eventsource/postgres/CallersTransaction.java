// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.JoinedTransaction;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Scope;
import java.sql.Connection;
import java.sql.SQLException;

/** The transaction that is open on a caller's connection. It is never committed, rolled back or closed here. */
final class CallersTransaction implements JoinedTransaction {

    private final Database database;
    private final Connection connection;
    private final JoinedAppend joined;

    CallersTransaction(Database database, Connection connection, JoinedAppend joined) {
        this.database = database;
        this.connection = connection;
        this.joined = joined;
    }

    /** Whether the transaction goes on is seen when it is used. */
    @Override
    public void checkUsable() {
        database.checkOpen();
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        database.checkOpen();
        try {
            joined.check();
            return reading.in(new EventTable(connection, database.schema(), Plans.LENT));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R reading(Statements<R> statements) {
        database.checkOpen();
        try {
            joined.check();
            return statements.run(database.sql(connection, Plans.LENT_KEYS));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R writing(Statements<R> statements) {
        database.checkOpen();
        try {
            joined.check().checkWritable();
            return statements.run(database.sql(connection, Plans.LENT_KEYS));
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
    }

    /** By a notice that is part of the transaction. */
    @Override
    public void tellWorkers() {
        writing(sql -> sql.list(row -> true, Notices.OF_OPERATIONS));
    }

    @Override
    public AppendResult append(Append append) {
        database.checkOpen();
        return joined.run(append);
    }

    @Override
    public <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X {
        run("savepoint es_work");
        try {
            R result = work.run();
            run("release savepoint es_work");
            return result;
        } catch (Throwable e) {
            takeBack(e);
            throw e;
        }
    }

    private void run(String sql) {
        database.checkOpen();
        try {
            joined.check();
            joined.execute(sql);
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
    }

    private void takeBack(Throwable reason) {
        try {
            joined.execute("rollback to savepoint es_work");
            joined.execute("release savepoint es_work");
        } catch (SQLException gone) {
            reason.addSuppressed(gone);
        }
    }
}
