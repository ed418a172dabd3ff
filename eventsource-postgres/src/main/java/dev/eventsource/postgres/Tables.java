package dev.eventsource.postgres;

import dev.eventsource.jdbc.Migrations;
import dev.eventsource.postgres.Call.Answers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Creates the tables and brings them up to date.
 *
 * <p>How it works: each file is one transaction under an advisory lock of its own, in which the version is read again,
 * so that any number of processes may migrate at once. Locks on tables in use are waited for two seconds at a time and
 * then let go for a moment, since everybody else queues behind the wait. A file whose name ends with {@code
 * _concurrently.sql} runs outside a transaction, for indexes that are built while the table is used; its statements do
 * no harm when they are run twice.
 */
final class Tables {

    private static final int LOCK = 0x65736d67;
    private static final int ATTEMPTS = 15;
    private static final long REST_NANOS = 500_000_000;

    private final Database database;
    private final DataSource dataSource;
    private final Schema schema;
    private final Migrations migrations;

    Tables(DataSource dataSource, Schema schema, Migrations migrations) {
        this.database = new Database(dataSource, schema);
        this.dataSource = dataSource;
        this.schema = schema;
        this.migrations = migrations;
    }

    static Tables of(DataSource dataSource, PostgresStorage.Options options) {
        return new Tables(dataSource, new Schema(options.schema()), Database.MIGRATIONS);
    }

    Change migrate() {
        try (Connection connection = dataSource.getConnection()) {
            database.remember(connection);
            connection.setAutoCommit(true);
            int before = version(connection);
            int now = before;
            while (!migrations.isCurrent(now)) {
                apply(connection, migrations.missing(now).get(0));
                now = version(connection);
            }
            return new Change(before, now);
        } catch (SQLException e) {
            throw database.error("cannot be migrated", e);
        }
    }

    private void apply(Connection connection, String file) throws SQLException {
        for (int attempt = 1; true; attempt++) {
            try {
                if (file.endsWith("_concurrently.sql")) {
                    concurrently(connection, file);
                } else {
                    inTransaction(connection, file);
                }
                return;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !Errors.isLockTimeout(e)) {
                    throw e;
                }
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    private void inTransaction(Connection connection, String file) throws SQLException {
        connection.setAutoCommit(false);
        try {
            run(connection, "set local lock_timeout = '2s'");
            new Call(connection, schema)
                    .then("select pg_advisory_xact_lock(?, hashtext(?))", LOCK, schema.name())
                    .send()
                    .close();
            createSchema(connection);
            run(connection, "set local search_path to " + schema.quoted());
            if (migrations.missing(version(connection)).contains(file)) {
                migrations.apply(connection, file);
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void concurrently(Connection connection, String file) throws SQLException {
        run(connection, "set search_path to " + schema.quoted());
        try {
            migrations.apply(connection, file);
        } finally {
            run(connection, "reset search_path");
        }
    }

    /** Asks first: who may create tables in a schema may not for that reason create schemas. */
    private void createSchema(Connection connection) throws SQLException {
        Call call =
                new Call(connection, schema).then("select count(*) from pg_namespace where nspname = ?", schema.name());
        try (Answers answers = call.send()) {
            if (answers.number() > 0) {
                return;
            }
        }
        run(connection, "create schema " + schema.quoted());
    }

    /** 0 if there are no tables. */
    private int version(Connection connection) throws SQLException {
        try (Answers answers = new Call(connection, schema)
                .then("select count(to_regclass(?))", schema.quoted() + ".es_schema")
                .send()) {
            if (answers.number() == 0) {
                return 0;
            }
        }
        try (Answers answers = new Call(connection, schema)
                        .then("select version, oldest_library from es_schema")
                        .send();
                ResultSet row = answers.next()) {
            return migrations.check(row, database + ", schema " + schema.name());
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * What was done.
     *
     * @param before the version of the tables, 0 if there were none
     */
    record Change(int before, int after) {

        @Override
        public String toString() {
            if (before == 0) {
                return "created";
            }
            return before == after ? "up to date already" : "updated from " + before;
        }
    }
}
