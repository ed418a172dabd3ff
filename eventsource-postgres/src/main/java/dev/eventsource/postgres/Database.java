// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.jdbc.EventReader;
import dev.eventsource.jdbc.Migrations;
import dev.eventsource.jdbc.Rows.Statements;
import dev.eventsource.jdbc.Sql;
import dev.eventsource.jdbc.UncheckedSqlException;
import dev.eventsource.postgres.Call.Answers;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SchemaVersionException;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** The database behind the data source: lends connections, knows the schema, and says in plain words what is wrong. */
final class Database implements EventReader.Source {

    static final Migrations MIGRATIONS = new Migrations(
            Database.class,
            List.of(
                    "001_events.sql",
                    "002_documents.sql",
                    "003_subscriptions.sql",
                    "004_snapshots.sql",
                    "005_subject_keys.sql",
                    "006_operations.sql"));

    /** As many connections of a pool may have been lost without its knowledge. */
    static final int MOST_DEAD = 100;

    private static final int ATTEMPTS = 3;

    private final DataSource dataSource;
    private volatile Schema schema;
    private volatile String name = "PostgreSQL";
    private volatile boolean closed;

    Database(DataSource dataSource, Schema schema) {
        this.dataSource = dataSource;
        this.schema = schema;
    }

    Schema schema() {
        return schema;
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** A connection in autocommit mode; whoever closes it gives it back. */
    Connection connect() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Like {@link #connect}, and it has answered: after an outage a pool may lend many that are dead. */
    Connection connectToLiving() throws SQLException {
        for (int attempt = 1; true; attempt++) {
            Connection connection = connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
                return connection;
            } catch (SQLException e) {
                connection.close();
                if (attempt == MOST_DEAD || !Errors.isLost(e)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public <R> R read(EventReader.Reading<R> reading) {
        return lend(connection -> reading.in(new EventTable(connection, schema, Plans.OWN)));
    }

    /** Runs statements that only read what is kept beside the events. */
    <R> R reading(Statements<R> statements) {
        return lend(connection -> statements.run(sql(connection, Plans.OWN_KEYS)));
    }

    /** For statements on what is kept beside the events. */
    Sql sql(Connection connection, Plans plans) {
        return new Sql(connection, new PostgresDialect(schema), plans.before(), plans.after());
    }

    private <R> R lend(Use<R> use) {
        for (int attempt = 1; true; attempt++) {
            checkOpen();
            try (Connection connection = connect()) {
                return use.of(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS
                        || !Errors.isLost(e)
                        || Thread.currentThread().isInterrupted()) {
                    throw error("cannot be read", e);
                }
            }
        }
    }

    /** Checks the schema, and remembers which database it is. */
    Identity identify() {
        try (Connection connection = connect()) {
            remember(connection);
            Identity identity = Identity.of(connection, schema);
            if (identity.events() == 0) {
                throw new SchemaVersionException(
                        this + " has no tables in the schema '" + schema.name()
                                + "'; create them by PostgresStorage.migrate or `eventsource migrate`, or name the schema that has"
                                + " them",
                        new SchemaVersion(0, MIGRATIONS.newest()));
            }
            checkVersion(connection);
            schema = schema.withRange(Ranges.size(connection, schema));
            return identity;
        } catch (SQLException e) {
            throw error("cannot be opened", e);
        }
    }

    /** Learns the name by which errors call it. */
    void remember(Connection connection) throws SQLException {
        name = StoreUrl.withoutParameters(connection.getMetaData().getURL());
    }

    private void checkVersion(Connection connection) throws SQLException {
        try (Answers answers = new Call(connection, schema)
                        .then("select version, oldest_library from es_schema")
                        .send();
                ResultSet row = answers.next()) {
            int version = MIGRATIONS.check(row, toString());
            if (!MIGRATIONS.isCurrent(version)) {
                throw new SchemaVersionException(
                        this + " has an older schema than this library needs; bring it up to date by"
                                + " PostgresStorage.migrate or `eventsource migrate`",
                        new SchemaVersion(version, MIGRATIONS.newest()));
            }
        }
    }

    /** Which version the tables have now: another process may have brought them further. */
    SchemaVersion version() {
        return reading(sql -> MIGRATIONS.version(sql, toString()));
    }

    void close() {
        closed = true;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The storage is closed");
        }
    }

    StorageException error(String what, SQLException e) {
        return Errors.of(this + " " + what, e);
    }

    StorageException error(String what, UncheckedSqlException e) {
        return error(what, e.reason());
    }

    @Override
    public String toString() {
        return name;
    }

    /** What is done with a connection that reads. */
    private interface Use<R> {
        R of(Connection connection) throws SQLException;
    }

    /**
     * By which a connection is known to be to this database.
     *
     * @param cluster given to a server when it is created, and shared by its standbys
     * @param database the oid of the database
     * @param events the oid of the table of events, 0 if there is none
     */
    record Identity(String cluster, long database, long events) {

        static final String COLUMNS = """
                (select system_identifier from pg_control_system()) as cluster,
                (select oid from pg_database where datname = current_database()) as database,
                to_regclass(?)::oid as events""";

        static Identity of(Connection connection, Schema schema) throws SQLException {
            try (Answers answers = new Call(connection, schema)
                            .then("select " + COLUMNS, table(schema))
                            .send();
                    ResultSet row = answers.next()) {
                row.next();
                return read(row);
            }
        }

        static Identity read(ResultSet row) throws SQLException {
            return new Identity(row.getString("cluster"), row.getLong("database"), row.getLong("events"));
        }

        static String table(Schema schema) {
            return schema.quoted() + ".es_event";
        }
    }
}
