// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * What the tests run on: one database for all that do not break it, with a schema for each storage, whose tables belong
 * to another user than the one who appends and reads.
 */
final class Databases {

    private static final Database OWNERS = PostgresServer.shared().createDatabase();
    private static final HikariDataSource OWNERS_POOL = Pools.of(OWNERS, 5);
    private static final Database SHARED = application();
    private static final HikariDataSource POOL = Pools.of(SHARED, 60);

    private Databases() {}

    /** For an application that may only append and read. */
    static Database shared() {
        return SHARED;
    }

    /** A pool to {@link #shared()}, which nobody closes. */
    static HikariDataSource pool() {
        return POOL;
    }

    /** The same database for the owner of the tables. */
    static Database owners() {
        return OWNERS;
    }

    static HikariDataSource ownersPool() {
        return OWNERS_POOL;
    }

    /** Options for a new schema with its tables, whose name needs quoting. */
    static PostgresStorage.Options newSchema() {
        PostgresStorage.Options options =
                PostgresStorage.Options.DEFAULT.withSchema("a \"schema's\" " + UUID.randomUUID());
        PostgresStorage.migrate(OWNERS_POOL, options);
        grant(options.schema());
        return options;
    }

    /** The same with its events divided into ranges, and so many of them created behind the first. */
    static PostgresStorage.Options newSchema(long positionsPerRange, int ahead) {
        PostgresStorage.Options options =
                PostgresStorage.Options.DEFAULT.withSchema("a \"schema's\" " + UUID.randomUUID());
        Tables.of(OWNERS_POOL, options).inRanges(positionsPerRange, ahead).migrate();
        grant(options.schema());
        return options;
    }

    /** A new table with one text column, {@code loan}, that the application may use. */
    static String newTable() {
        String table = "public.\"own rows " + UUID.randomUUID() + "\"";
        try (Connection connection = OWNERS_POOL.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table " + table + " (loan text)");
            statement.execute("grant select, insert on " + table + " to public");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return table;
    }

    /** As roles.sql says. */
    static void grant(String schema) {
        try (Connection connection = OWNERS_POOL.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path to " + new Schema(schema).quoted());
            statement.execute(roles());
            statement.execute("reset search_path");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String roles() {
        try (InputStream in = PostgresStorage.class.getResourceAsStream("roles.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same database for another application, whose sessions begin with these settings. */
    static Database withSettings(String... settings) {
        Database database = application();
        try (Connection connection = OWNERS_POOL.getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute("alter role " + database.user() + " set " + setting);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    private static Database application() {
        String user = "app_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = OWNERS_POOL.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin create role eventsource_app nologin;"
                    + " exception when duplicate_object then null; end $$");
            statement.execute("create role " + user + " login password 'secret' in role eventsource_app");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return OWNERS.as(user, "secret");
    }
}
