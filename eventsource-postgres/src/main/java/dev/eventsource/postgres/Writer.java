// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.Outcome;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.jdbc.WriteTransaction;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes, used by whoever has the lead of the group commit.
 *
 * <p>How it works: a batch takes three round trips. The first begins the transaction and takes the append lock, the
 * second reads what the decisions rest on (with a snapshot newer than the lock, hence READ COMMITTED), the third
 * inserts, notifies and commits. Between them the server's own time-out guards the others against this process
 * stopping. Transactions begin and end by statements, with the driver in autocommit mode: it would spend a round trip of
 * its own on each.
 */
final class Writer implements WriteTransaction.Source, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final int ATTEMPTS = 3;
    private static final int BUSY = 16;

    private static final String SETTINGS = """
            select set_config('lock_timeout', ?, true),
                   set_config('statement_timeout', '0', true),
                   case when current_setting('server_version_num')::integer >= 170000
                        then set_config('transaction_timeout', '0', true) end,
                   set_config('idle_in_transaction_session_timeout', ?, true),
                   set_config('synchronous_commit', case current_setting('synchronous_commit')
                              when 'off' then 'on' else current_setting('synchronous_commit') end, true),
                   %s""".formatted(Plans.BY_INDEX);

    private final Database database;
    private final Schema schema;
    private final Clock clock;
    private final Duration lockTimeout;
    private final Notices notices;
    private final OwnConnection own;

    /** After the lock was not free, others write: so many further appends go the long way, which waits and combines. */
    private int busy;

    Writer(Database database, PostgresStorage.Options options, Clock clock, Notices notices) {
        this.database = database;
        this.schema = database.schema();
        this.clock = clock;
        this.lockTimeout = options.lockTimeout();
        this.notices = notices;
        this.own = new OwnConnection(database, lockTimeout.plus(AppendLock.GUARD));
    }

    /** Opens the connection. */
    void open() throws SQLException {
        own.get();
    }

    @Override
    public Optional<AppendResult> appendAlone(Append append) {
        if (schema.isPartitioned() || busy > 0 || !LoneAppend.suits(append)) {
            busy = Math.max(0, busy - 1);
            return Optional.empty();
        }
        boolean notify = notices.take();
        boolean stored = false;
        try {
            LoneAppend.Answer answer = LoneAppend.run(own.get(), schema, append, clock.instant(), notify);
            stored = answer.stored().isPresent();
            busy = answer.free() ? 0 : BUSY;
            return answer.stored();
        } catch (SQLException e) {
            if (Errors.isLost(e)) {
                throw unknown(e);
            }
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw unknown(e);
        } finally {
            if (notify && !stored) {
                notices.giveBack();
            }
        }
    }

    /** Whatever happened on the connection, it is not used again. */
    private WriteTransaction.CommitUnknownException unknown(Throwable reason) {
        own.discard();
        return new WriteTransaction.CommitUnknownException(
                database + ": the answer of a commit was lost",
                reason instanceof SQLException e ? database.error("was lost", e) : reason);
    }

    @Override
    public Transaction begin(Duration patience) {
        long deadline = System.nanoTime() + Math.min(patience.toNanos(), lockTimeout.toNanos());
        boolean again = true;
        while (true) {
            try {
                Connection connection = own.get();
                if (lock(connection, deadline)) {
                    return new Transaction(connection);
                }
            } catch (SQLException e) {
                own.discard();
                if (!again || !Errors.isLost(e)) {
                    throw database.error("cannot be written", e);
                }
                // It may have been lost long ago, unnoticed.
                again = false;
            } catch (StorageException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                own.discard();
                throw e;
            }
        }
    }

    /** False if it is not to be had yet. Waits in parts, since one that has stopped must be ended by those who wait. */
    private boolean lock(Connection connection, long deadline) throws SQLException {
        long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
        long patience = Math.min(left, AppendLock.LOOK.toMillis());
        try {
            new Call(connection, schema)
                    .then("begin isolation level read committed read write")
                    .then(SETTINGS, String.valueOf(patience), String.valueOf(AppendLock.GUARD.toMillis()))
                    .then(AppendLock.TAKE_MARKED)
                    .then("select set_config('lock_timeout', ?, true)", String.valueOf(lockTimeout.toMillis()))
                    .send()
                    .close();
            return true;
        } catch (SQLException e) {
            if (!Errors.isLockTimeout(e)) {
                throw e;
            }
            run(connection, "rollback");
            String holder = AppendLock.holder(connection, schema);
            AppendLock.endStalled(connection, schema);
            if (patience == left) {
                throw new StorageException(database + " cannot be written: its append lock was held for "
                        + lockTimeout.toMillis() + " ms by " + holder
                        + "; nothing was stored. Keep transactions short, or raise lockTimeout");
            }
            return false;
        }
    }

    /** Sends a notice, if need be on a new connection. */
    void sendNotice() throws SQLException {
        try {
            new Call(own.get(), schema).then(Notices.SEND).send().close();
        } catch (SQLException e) {
            own.discard();
            new Call(own.get(), schema).then(Notices.SEND).send().close();
        }
    }

    /** Gives up the connection, although somebody may be using it. */
    void abort() {
        own.discard();
        own.close();
    }

    @Override
    public void close() {
        own.close();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /** A transaction that holds the append lock. */
    final class Transaction implements WriteTransaction {

        private Connection connection;
        private boolean open = true;
        private boolean ending;
        private boolean noticeTaken;

        private Transaction(Connection connection) {
            this.connection = connection;
        }

        @Override
        public List<Outcome> commit(List<Append> appends) {
            // No unique index spans the ranges.
            boolean allIdsLookedUp = schema.isPartitioned();
            boolean interrupted = false;
            try {
                for (int attempt = 1; true; attempt++) {
                    try {
                        return insert(appends, allIdsLookedUp);
                    } catch (SQLException | UncheckedSqlException e) {
                        SQLException reason =
                                e instanceof UncheckedSqlException unchecked ? unchecked.reason() : (SQLException) e;
                        boolean known = Errors.isUniqueViolation(reason) && !allIdsLookedUp;
                        failed(reason);
                        if (attempt == ATTEMPTS || !(known || Errors.isChosen(reason) || Errors.isLost(reason))) {
                            throw database.error("cannot be written", reason);
                        }
                        allIdsLookedUp |= known;
                        // An interrupted virtual thread loses every connection that it uses.
                        interrupted |= Thread.interrupted();
                        connection = begin(lockTimeout).connection;
                        open = true;
                    } catch (Error e) {
                        throw failed(e);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private List<Outcome> insert(List<Append> appends, boolean allIdsLookedUp) throws SQLException {
            AppendTable table = new AppendTable(connection, schema, this::end);
            table.refresh(appends);
            if (allIdsLookedUp) {
                table.lookUpIds(appends);
            }
            List<Outcome> outcomes = table.decideAndInsert(appends, clock, allIdsLookedUp);
            open = false;
            return outcomes;
        }

        /** An error of this machine's, like too little memory. */
        private Error failed(Error e) {
            open = false;
            if (ending) {
                throw unknown(e);
            }
            own.discard();
            return e;
        }

        private void end(Call call, boolean anythingInserted) {
            if (anythingInserted && notices.take()) {
                noticeTaken = true;
                call.then(Notices.SEND);
            }
            call.then("commit");
            ending = true;
        }

        /** @throws CommitUnknownException if it may have been committed */
        private void failed(SQLException e) {
            if (noticeTaken) {
                notices.giveBack();
            }
            if (ending && Errors.isLost(e)) {
                open = false;
                throw unknown(e);
            }
            close();
        }

        @Override
        public void close() {
            if (!open) {
                return;
            }
            open = false;
            ending = false;
            noticeTaken = false;
            try {
                run(connection, "rollback");
            } catch (SQLException e) {
                log.debug("A transaction on {} could not be rolled back; its connection is given up", database, e);
                own.discard();
            }
        }
    }
}
