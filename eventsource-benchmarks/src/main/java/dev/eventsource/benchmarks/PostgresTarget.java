// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.servers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The server that is measured: one that writes to the disk what it confirms, or none. */
record PostgresTarget(PostgresServer server, Address address, String settings) implements AutoCloseable {

    private static final String[] SHOWN = {
        "fsync",
        "synchronous_commit",
        "wal_sync_method",
        "full_page_writes",
        "wal_level",
        "wal_segment_size",
        "data_checksums",
        "shared_buffers",
        "min_wal_size",
        "max_wal_size",
        "max_connections"
    };

    static PostgresTarget open() throws SQLException {
        PostgresServer server = System.getenv("EVENTSOURCE_TEST_POSTGRES_URL") != null
                ? PostgresServer.shared()
                : PostgresServer.start(
                        "fsync=on",
                        "synchronous_commit=on",
                        "shared_buffers=1GB",
                        "min_wal_size=1GB",
                        "max_wal_size=8GB",
                        "max_connections=300");
        try {
            Address address = Address.of(server.createDatabase());
            return new PostgresTarget(server, address, checked(address));
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static String checked(Address address) throws SQLException {
        StringBuilder settings = new StringBuilder();
        try (Connection connection = address.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String name : SHOWN) {
                String value = show(statement, name);
                if (name.matches("fsync|synchronous_commit") && value.equals("off")) {
                    throw new IllegalStateException("A server with " + name + " = off is not worth measuring");
                }
                settings.append(settings.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(" = ")
                        .append(value);
            }
        }
        return settings.toString();
    }

    private static String show(Statement statement, String setting) throws SQLException {
        try (ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    String description() {
        return "PostgreSQL " + server.version() + ": " + settings;
    }

    @Override
    public void close() {
        server.close();
    }
}
