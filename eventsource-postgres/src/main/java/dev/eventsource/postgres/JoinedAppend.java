// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Append;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.postgres.Database.Identity;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * An append inside a transaction that is open on somebody's connection.
 *
 * <p>How it works: what the transaction must be is checked before anything is written. The append lock is taken inside
 * a savepoint, so that a refused append gives it up again (a lock taken behind a savepoint goes with it:
 * postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS) and leaves the transaction usable. Time-outs and
 * plans are put back; only the time-out for an idle transaction stays, since the lock does.
 */
final class JoinedAppend {

    private final Connection connection;
    private final Database database;
    private final Schema schema;
    private final Identity identity;
    private final PostgresStorage.Options options;
    private final Clock clock;
    private final String mark;

    /** @param mark of the storage's own transaction, "" for a caller's */
    JoinedAppend(
            Connection connection,
            Database database,
            Identity identity,
            PostgresStorage.Options options,
            Clock clock,
            String mark) {
        this.connection = connection;
        this.database = database;
        this.schema = database.schema();
        this.identity = identity;
        this.options = options;
        this.clock = clock;
        this.mark = mark;
    }

    /** Throws {@link IllegalStateException} if this is no transaction to append in. Returns its settings. */
    Settings check() throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "There is no transaction on the connection to join; call setAutoCommit(false) first");
        }
        Settings settings = Settings.read(connection, schema);
        if (!settings.identity().equals(identity)) {
            throw new IllegalStateException("The connection is to another database than " + database);
        }
        if (!mark.isEmpty() && !settings.work().equals(mark)) {
            throw ended();
        }
        return settings;
    }

    static IllegalStateException ended() {
        return new IllegalStateException("The transaction has ended already: a statement of the work ended it. What the"
                + " work did before that statement may be stored");
    }

    AppendResult run(Append append) {
        try {
            Settings settings = check();
            settings.checkWritable();
            execute("savepoint es_append");
            try {
                return insert(append, settings);
            } catch (Throwable e) {
                takeBack(e);
                if (e instanceof SQLException reason && Errors.isLockTimeout(reason)) {
                    String holder = AppendLock.holder(connection, schema);
                    AppendLock.endStalled(connection, schema);
                    throw held(holder);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw database.error("cannot be written", e);
        } catch (UncheckedSqlException e) {
            throw database.error("cannot be written", e);
        }
    }

    private AppendResult insert(Append append, Settings settings) throws SQLException {
        new Call(connection, schema)
                .then("""
                    select set_config('lock_timeout', ?, true),
                           set_config('idle_in_transaction_session_timeout', ?, true)""", String.valueOf(options.lockTimeout().toMillis()), settings.shorterIdle(options.joinedIdle()))
                .then(Plans.LENT.before())
                .then(AppendLock.TAKE)
                .send()
                .close();
        AppendTable table = new AppendTable(
                connection,
                schema,
                (call, any) ->
                        settings.putBack(any ? call.then(Notices.SEND) : call).then("release savepoint es_append"));
        table.refresh(List.of(append));
        return table.decideAndInsert(append, clock);
    }

    private void takeBack(Throwable reason) {
        try {
            execute("rollback to savepoint es_append");
            execute("release savepoint es_append");
        } catch (SQLException gone) {
            reason.addSuppressed(gone);
        }
    }

    private StorageException held(String holder) {
        return new StorageException(database + " cannot be written: its append lock was held for "
                + options.lockTimeout().toMillis() + " ms by " + holder
                + "; nothing was stored. Keep transactions short, or raise lockTimeout");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the transaction is, and what must be put back. */
    record Settings(
            Identity identity, String isolation, boolean readOnly, String lockTimeout, long idleMillis, String work) {

        static Settings read(Connection connection, Schema schema) throws SQLException {
            Call call = new Call(connection, schema).then("""
                    select %s,
                           current_setting('transaction_isolation') as isolation,
                           current_setting('transaction_read_only') = 'on' as read_only,
                           current_setting('lock_timeout') as lock_timeout,
                           (select setting::bigint from pg_settings where name = 'idle_in_transaction_session_timeout')
                               as idle,
                           coalesce(current_setting('eventsource.work', true), '') as work""".formatted(Identity.COLUMNS), Identity.table(schema));
            try (Answers answers = call.send();
                    ResultSet row = answers.next()) {
                row.next();
                return new Settings(
                        Identity.read(row),
                        row.getString("isolation"),
                        row.getBoolean("read_only"),
                        row.getString("lock_timeout"),
                        row.getLong("idle"),
                        row.getString("work"));
            }
        }

        void checkWritable() {
            if (!isolation.equals("read committed")) {
                throw new IllegalStateException("The transaction is at isolation level " + isolation + ", where a write"
                        + " would decide by what was there before the transaction began; use READ COMMITTED. Nothing was"
                        + " stored");
            }
            if (readOnly) {
                throw new IllegalStateException(
                        "The transaction is read-only, or the server is a standby; nothing was stored");
            }
        }

        /** In milliseconds. */
        String shorterIdle(Duration wanted) {
            return String.valueOf(idleMillis == 0 ? wanted.toMillis() : Math.min(idleMillis, wanted.toMillis()));
        }

        Call putBack(Call call) {
            return call.then("select set_config('lock_timeout', ?, true)", lockTimeout)
                    .then(Plans.LENT.after());
        }
    }
}
