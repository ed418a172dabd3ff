// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;

/** A new database, and commands that work on it. */
public record OnPostgres(Database database) {

    public static OnPostgres create() {
        return new OnPostgres(PostgresServer.shared().createDatabase());
    }

    /** The URL with user and password. */
    public String store() {
        return store(database.user(), database.password());
    }

    /** The URL for somebody, or with another password. */
    public String store(String user, String password) {
        return database.url() + "?user=" + user + "&password=" + password;
    }

    /** Runs a command on it. */
    public Run run(String... args) {
        return runOn(store(), args);
    }

    /** Runs a command on the store of this URL. */
    public static Run runOn(String store, String... args) {
        return Run.of(
                Stream.concat(Arrays.stream(args), Stream.of("--store", store)).toArray(String[]::new));
    }

    /** Runs SQL as the owner of everything. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Asks for a number. */
    public long count(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
