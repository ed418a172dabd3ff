// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.JoinedTransaction;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Scope;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction of {@code atomically}, on a connection of the pool. It takes the append lock with its first append
 * and not before, so that a work that only reads, or writes rows of its own, holds up nobody.
 *
 * <p>A setting that ends with the transaction marks it: when the mark is gone, a statement of the work has ended the
 * transaction behind our back.
 */
final class OwnTransaction implements JoinedTransaction, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OwnTransaction.class);

    private final Database database;
    private final Duration timeout;
    private final Connection connection;
    private final JoinedAppend joined;
    private final Scope scope = new Scope();
    private final String mark;
    private final Plans plans;
    private @Nullable String id;
    private final List<UUID> appended = new ArrayList<>();
    private boolean open = true;
    private int networkTimeout = -1;
    private boolean workersConcerned;

    private OwnTransaction(
            Database database, Duration timeout, Connection connection, JoinedAppend joined, String mark, Plans plans) {
        this.database = database;
        this.timeout = timeout;
        this.connection = connection;
        this.joined = joined;
        this.mark = mark;
        this.plans = plans;
    }

    /** Begins one on this connection, which it closes. The work may do with the connection what it likes. */
    static OwnTransaction begin(
            Database database, Duration timeout, Connection connection, JoinedAppend joined, String mark)
            throws SQLException {
        OwnTransaction transaction = new OwnTransaction(database, timeout, connection, joined, mark, Plans.LENT_KEYS);
        transaction.begin("""
                select set_config('eventsource.work', ?, true),
                       set_config('synchronous_commit', case current_setting('synchronous_commit')
                                  when 'off' then 'on' else current_setting('synchronous_commit') end, true)""", mark);
        return transaction;
    }

    /**
     * Begins one for a write beside the events: nobody else has the connection, and its id is known from the beginning.
     *
     * @param lockTimeout how long to wait for a row that another transaction has changed, where the session would wait for
     *     ever
     */
    static OwnTransaction beginWrite(
            Database database, Duration timeout, Connection connection, JoinedAppend joined, Duration lockTimeout)
            throws SQLException {
        OwnTransaction transaction = new OwnTransaction(database, timeout, connection, joined, "", Plans.HELD_KEYS);
        transaction.id = transaction.begin("""
                select pg_current_xact_id()::text,
                       set_config('synchronous_commit', case current_setting('synchronous_commit')
                                  when 'off' then 'on' else current_setting('synchronous_commit') end, true),
                       set_config('lock_timeout', case current_setting('lock_timeout')
                                  when '0' then ? else current_setting('lock_timeout') end, true),
                       %s""".formatted(Plans.BY_KEY), String.valueOf(lockTimeout.toMillis()));
        return transaction;
    }

    /** Its first answer. */
    private String begin(String settings, String parameter) throws SQLException {
        try {
            connection.setAutoCommit(false);
            Call call = new Call(connection, database.schema())
                    .then("set transaction isolation level read committed read write")
                    .then(settings, parameter);
            try (Answers answers = call.send();
                    ResultSet row = answers.next()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void checkUsable() {
        scope.checkUsable();
        database.checkOpen();
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        checkUsable();
        try {
            return reading.in(new EventTable(connection, database.schema(), Plans.LENT));
        } catch (SQLException e) {
            throw failed("cannot be read", e);
        }
    }

    @Override
    public <R> R reading(Statements<R> statements) {
        return run("cannot be read", statements);
    }

    @Override
    public <R> R writing(Statements<R> statements) {
        return run("cannot be written", statements);
    }

    @Override
    public void tellWorkers() {
        workersConcerned = true;
    }

    private <R> R run(String otherwise, Statements<R> statements) {
        checkUsable();
        try {
            return statements.run(database.sql(connection, plans));
        } catch (SQLException e) {
            throw failed(otherwise, e);
        }
    }

    @Override
    public AppendResult append(Append append) {
        checkUsable();
        try {
            AppendResult result = joined.run(append);
            for (Write write : append.writes()) {
                write.events().stream().map(EventData::id).forEach(appended::add);
            }
            return result;
        } catch (StorageException | IllegalStateException e) {
            scope.doom(e);
            throw e;
        }
    }

    /** What the database could not do dooms the whole: the server has given the transaction up. */
    private StorageException failed(String what, SQLException e) {
        StorageException failure = database.error(what, e);
        scope.doom(failure);
        return failure;
    }

    @Override
    public <R, X extends Exception> R nested(Scope.Inner<R, X> work) throws X {
        return scope.join(work);
    }

    /** When the work has returned. */
    void commit() {
        scope.checkCommittable();
        try {
            // The pool's own may be none, and an answer that was lost would be waited for for ever.
            networkTimeout = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            if (id == null) {
                id = checkNotEnded();
            }
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
        try {
            connection.commit();
        } catch (SQLException e) {
            if (!Errors.isLost(e)) {
                throw database.error("cannot be written", e);
            }
            findOut(e);
        }
        open = false;
    }

    /** The transaction's id, null if it has written nothing. */
    private @Nullable String checkNotEnded() throws SQLException {
        Call call = new Call(connection, database.schema())
                .then("select current_setting('eventsource.work', true), pg_current_xact_id_if_assigned()::text");
        try (Answers answers = call.send();
                ResultSet row = answers.next()) {
            row.next();
            if (!mark.equals(row.getString(1))) {
                throw JoinedAppend.ended();
            }
            return row.getString(2);
        }
    }

    /** The answer of the commit was lost; the server knows what became of the transaction. */
    private void findOut(SQLException lost) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (id != null && System.nanoTime() < deadline) {
            switch (TransactionStatus.of(database, id)) {
                case COMMITTED -> {
                    checkFound(lost);
                    return;
                }
                case ABORTED -> throw database.error("lost the transaction; nothing was stored", lost);
                case UNKNOWN -> TransactionStatus.rest();
            }
        }
        if (id != null) {
            throw unknown(lost);
        }
    }

    /** After a failover another transaction may have the id: what was appended must be there too. */
    private void checkFound(SQLException lost) {
        if (!appended.isEmpty()
                && database.read(events -> events.find(appended.get(0))).isEmpty()) {
            throw unknown(lost);
        }
    }

    private EventSourceException unknown(SQLException lost) {
        return new AppendOutcomeUnknownException(
                database + ": the answer of the commit was lost; all of it is stored, or nothing. Look whether"
                        + (appended.isEmpty() ? " it is there" : " the events are there, by their ids"),
                appended,
                database.error("was lost", lost));
    }

    Connection connection() {
        return connection;
    }

    boolean concernsWorkers() {
        return workersConcerned;
    }

    boolean hasAppended() {
        return !appended.isEmpty();
    }

    /** Rolls back what was not committed, and gives the connection back. Does not throw. */
    @Override
    public void close() {
        scope.end();
        try (connection) {
            if (open) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
            if (networkTimeout >= 0) {
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        } catch (SQLException e) {
            log.debug("A connection to {} could not be rolled back, and is given up", database, e);
        }
    }
}
