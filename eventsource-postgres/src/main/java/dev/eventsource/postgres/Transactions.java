// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.jdbc.GuardedConnection;
import dev.eventsource.jdbc.Inside;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.jdbc.JdbcStorage.JdbcWork;
import dev.eventsource.jdbc.JdbcStores;
import dev.eventsource.jdbc.JoinedStorage;
import dev.eventsource.jdbc.Rows;
import dev.eventsource.postgres.Database.Identity;
import dev.eventsource.store.EventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;

/**
 * The transactions of a storage: those of {@code atomically}, those that it joins, and one for every write beside the
 * events, which does without the append lock.
 */
final class Transactions implements Rows {

    private final Database database;
    private final Identity identity;
    private final PostgresStorage.Options options;
    private final Clock clock;
    private final Inside inside;
    private final Runnable afterAppend;
    private final Runnable afterOperation;
    private final EventStore events;
    private final JdbcStores stores;

    /**
     * @param inside remembers who is inside one
     * @param afterAppend called after a commit that has appended
     * @param afterOperation called after a commit that workers are to be told of
     * @param events of the storage itself
     */
    Transactions(
            Database database,
            Identity identity,
            PostgresStorage.Options options,
            Clock clock,
            Inside inside,
            Runnable afterAppend,
            Runnable afterOperation,
            EventStore events,
            JdbcStores stores) {
        this.database = database;
        this.identity = identity;
        this.options = options;
        this.clock = clock;
        this.inside = inside;
        this.afterAppend = afterAppend;
        this.afterOperation = afterOperation;
        this.events = events;
        this.stores = stores;
    }

    JdbcStorage joining(Connection connection) {
        database.checkOpen();
        JoinedAppend joined = new JoinedAppend(connection, database, identity, options, clock, "");
        CallersTransaction transaction = new CallersTransaction(database, connection, joined);
        return new JoinedStorage(transaction, events, new GuardedConnection(connection).lent(), stores);
    }

    <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return transact(
                (connection, joined, mark) ->
                        OwnTransaction.begin(database, options.timeout(), connection, joined, mark),
                transaction -> lending(transaction, work));
    }

    @Override
    public <R> R reading(Statements<R> statements) {
        return database.reading(statements);
    }

    @Override
    public <R> R writing(Statements<R> statements) {
        return transact(
                (connection, joined, mark) -> OwnTransaction.beginWrite(
                        database, options.timeout(), connection, joined, options.lockTimeout()),
                transaction -> transaction.writing(statements));
    }

    @Override
    public void tellWorkers() {
        afterOperation.run();
    }

    private <R, X extends Exception> R transact(Beginning beginning, Transacted<R, X> work) throws X {
        database.checkOpen();
        inside.enter();
        try (OwnTransaction transaction = begin(beginning)) {
            R result = work.in(transaction);
            transaction.commit();
            if (transaction.hasAppended()) {
                afterAppend.run();
            }
            if (transaction.concernsWorkers()) {
                afterOperation.run();
            }
            return result;
        } finally {
            inside.leave();
        }
    }

    /** After an outage a pool may lend many connections that are dead: nothing was done on those. */
    private OwnTransaction begin(Beginning beginning) {
        String mark = UUID.randomUUID().toString();
        for (int attempt = 1; true; attempt++) {
            Connection connection = connect();
            try {
                JoinedAppend joined = new JoinedAppend(connection, database, identity, options, clock, mark);
                return beginning.on(connection, joined, mark);
            } catch (SQLException e) {
                if (attempt == Database.MOST_DEAD || !Errors.isLost(e)) {
                    throw database.error("cannot be written", e);
                }
            }
        }
    }

    private Connection connect() {
        try {
            return database.connect();
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        }
    }

    private <R, X extends Exception> R lending(OwnTransaction transaction, JdbcWork<R, X> work) throws X {
        try (GuardedConnection guarded = new GuardedConnection(transaction.connection())) {
            return work.in(new JoinedStorage(transaction, events, guarded.lent(), stores), guarded.lent());
        }
    }

    /** How a transaction begins. */
    private interface Beginning {
        OwnTransaction on(Connection connection, JoinedAppend joined, String mark) throws SQLException;
    }

    /** What is done in a transaction. */
    private interface Transacted<R, X extends Exception> {
        R in(OwnTransaction transaction) throws X;
    }
}
