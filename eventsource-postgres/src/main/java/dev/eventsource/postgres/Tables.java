// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.jdbc.Migrations;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Creates the tables and brings them up to date.
 *
 * <p>How it works: each file is one of the {@link TableChanges}, in which the version is read again. A file whose name
 * ends with {@code _concurrently.sql} runs outside a transaction, for indexes that are built while the table is used;
 * its statements do no harm when they are run twice.
 */
final class Tables {

    private static final String DIVIDE = "partitioned.sql";

    private final Database database;
    private final DataSource dataSource;
    private final Schema schema;
    private final Migrations migrations;
    private final long range;
    private final int ahead;

    Tables(DataSource dataSource, Schema schema, Migrations migrations) {
        this(dataSource, schema, migrations, 0, Ranges.AHEAD);
    }

    private Tables(DataSource dataSource, Schema schema, Migrations migrations, long range, int ahead) {
        this.database = new Database(dataSource, schema);
        this.dataSource = dataSource;
        this.schema = schema;
        this.migrations = migrations;
        this.range = range;
        this.ahead = ahead;
    }

    static Tables of(DataSource dataSource, PostgresStorage.Options options) {
        return new Tables(dataSource, new Schema(options.schema()), Database.MIGRATIONS);
    }

    /**
     * Divides the tables that it creates, and refuses those that are divided otherwise.
     *
     * @param ahead how many whole ranges to create behind the one in use
     */
    Tables inRanges(long positions, int ahead) {
        return new Tables(dataSource, schema, migrations, Ranges.checked(positions), ahead);
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
            createRanges(connection);
            return new Change(before, now);
        } catch (SQLException e) {
            throw database.error("cannot be migrated", e);
        }
    }

    private void apply(Connection connection, String file) throws SQLException {
        TableChanges changes = new TableChanges(connection, schema);
        if (file.endsWith("_concurrently.sql")) {
            changes.repeat(() -> concurrently(changes, connection, file));
        } else {
            changes.run(() -> inTransaction(changes, connection, file));
        }
    }

    private void inTransaction(TableChanges changes, Connection connection, String file) throws SQLException {
        createSchema(changes, connection);
        int present = version(connection);
        if (migrations.missing(present).contains(file)) {
            migrations.apply(connection, file);
        }
        if (present == 0 && range > 0) {
            migrations.apply(connection, DIVIDE);
            Ranges.divide(connection, schema, range);
        }
    }

    private void concurrently(TableChanges changes, Connection connection, String file) throws SQLException {
        changes.execute("set search_path to " + schema.quoted());
        try {
            migrations.apply(connection, file);
        } finally {
            changes.execute("reset search_path");
        }
    }

    private void createRanges(Connection connection) throws SQLException {
        Schema divided = schema.withRange(Ranges.size(connection, schema));
        if (range > 0 && divided.range() != range) {
            throw new StorageException(
                    database + ": the tables in the schema '" + schema.name() + "' are there already, "
                            + (divided.isPartitioned()
                                    ? "in ranges of " + divided.range() + " positions"
                                    : "not divided into ranges")
                            + "; that can be chosen only when they are created. Migrate without a range to keep them so, or name"
                            + " another schema");
        }
        if (divided.isPartitioned()) {
            TableChanges changes = new TableChanges(connection, divided);
            changes.run(() -> Ranges.createAhead(changes, connection, divided, ahead));
        }
    }

    /** Asks first: who may create tables in a schema may not for that reason create schemas. */
    private void createSchema(TableChanges changes, Connection connection) throws SQLException {
        Call call =
                new Call(connection, schema).then("select count(*) from pg_namespace where nspname = ?", schema.name());
        try (Answers answers = call.send()) {
            if (answers.number() > 0) {
                return;
            }
        }
        changes.execute("create schema " + schema.quoted());
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
