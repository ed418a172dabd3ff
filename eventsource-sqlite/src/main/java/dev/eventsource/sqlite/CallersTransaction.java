// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.JoinedTransaction;
import dev.eventsource.jdbc.Sql;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The transaction that is open on a caller's connection. It is never committed, rolled back or closed here. */
final class CallersTransaction implements JoinedTransaction {

    private final Database database;
    private final Connection connection;
    private final Clock clock;
    private final Runnable checkOpen;

    /**
     * Nothing is checked yet.
     *
     * @param checkOpen throws if the storage is closed
     */
    CallersTransaction(Database database, Connection connection, Clock clock, Runnable checkOpen) {
        this.database = database;
        this.connection = connection;
        this.clock = clock;
        this.checkOpen = checkOpen;
    }

    /** Whether the transaction goes on is seen when it is used. */
    @Override
    public void checkUsable() {
        checkOpen.run();
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        try (Session session = new Session(connection)) {
            checkJoinable(session);
            return reading.in(new EventTable(session));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public AppendResult append(Append append) {
        try (Session session = new Session(connection)) {
            checkJoinable(session);
            takeLock();
            return Savepoint.around(session, inside -> AppendTable.append(inside, append, clock));
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        } catch (UncheckedSqlException e) {
            throw database.error("cannot be written", e.reason());
        }
    }

    @Override
    public <R> R reading(Statements<R> statements) {
        try (Session session = new Session(connection)) {
            checkJoinable(session);
            return statements.run(new Sql(connection, SqliteDialect.SQLITE));
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        }
    }

    @Override
    public <R> R writing(Statements<R> statements) {
        try (Session session = new Session(connection)) {
            checkJoinable(session);
            takeLock();
            return statements.run(new Sql(connection, SqliteDialect.SQLITE));
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
    }

    /** They see themselves that the file has changed. */
    @Override
    public void tellWorkers() {}

    @Override
    public <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X {
        run("savepoint es_work");
        try {
            R result = work.run();
            run("release es_work");
            return result;
        } catch (Throwable e) {
            Savepoint.takeBack(new Session(connection), "es_work", e);
            throw e;
        }
    }

    private void run(String sql) {
        try (Session session = new Session(connection)) {
            checkJoinable(session);
            session.run(sql);
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
    }

    private void checkJoinable(Session session) throws SQLException {
        checkOpen.run();
        if (connection.getAutoCommit() && !session.isInTransaction()) {
            throw new IllegalStateException("There is no transaction on the connection to join; execute"
                    + " 'begin immediate' or setAutoCommit(false) first");
        }
        if (!isSameFile()) {
            throw new IllegalStateException("The connection is to another database than " + database.file());
        }
    }

    private boolean isSameFile() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select file from pragma_database_list where name = 'main'")) {
            String file = row.next() ? row.getString(1) : "";
            return !file.isEmpty() && Files.isSameFile(Path.of(file), database.file());
        } catch (IOException e) {
            return false;
        }
    }

    /** A write that changes nothing, which makes the transaction a writing one if it is not one yet. */
    private void takeLock() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("update es_schema set version = version where false");
        } catch (SQLException e) {
            if (e instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT) {
                throw new IllegalStateException(
                        "The transaction began by reading, and others have written since: SQLite"
                                + " cannot make it a writing one. Begin it by 'begin immediate'; nothing was stored",
                        e);
            }
            throw e;
        }
    }
}
