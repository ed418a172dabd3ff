// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** A PostgreSQL database, and how to get in. */
public record Database(String host, int port, String name, String user, String password) {

    /** The address for JDBC, without user and password. */
    public String url() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /**
     * Connections without a pool, with the time-outs one wants in a test: 10 seconds to connect, 60 for an answer.
     * Neither encryption nor GSS is negotiated, so that the first byte on the wire belongs to the protocol.
     */
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(name);
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(10);
        source.setSocketTimeout(60);
        source.setSslMode("disable");
        source.setGssEncMode("disable");
        return source;
    }

    /** The same database for somebody else. */
    public Database as(String otherUser, String otherPassword) {
        return new Database(host, port, name, otherUser, otherPassword);
    }

    /** The same database behind a proxy, which must lead to its server. */
    public Database through(FaultProxy proxy) {
        return new Database("127.0.0.1", proxy.port(), name, user, password);
    }

    /** Deletes the database and throws out whoever is still connected. */
    public void drop() {
        named("postgres").execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    Database named(String otherName) {
        return new Database(host, port, otherName, user, password);
    }

    boolean answers() {
        try (Connection connection = dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    void execute(String sql) {
        PGSimpleDataSource source = dataSource();
        source.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL at " + url() + " refused: " + sql, e);
        }
    }
}
