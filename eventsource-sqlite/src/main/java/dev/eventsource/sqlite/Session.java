// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/** One connection and the statements prepared on it. For one thread at a time. */
final class Session implements AutoCloseable {

    private static final int MAX_STATEMENTS = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    Session(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** The statement, prepared once; its parameters are the last caller's until they are set again. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= MAX_STATEMENTS) {
            String oldest = statements.keySet().iterator().next();
            PreparedStatement dropped = statements.remove(oldest);
            if (dropped != null) {
                dropped.close();
            }
        }
        PreparedStatement prepared = connection.prepareStatement(sql);
        statements.put(sql, prepared);
        return prepared;
    }

    /** SQLite has no question for it; but a transaction cannot begin inside a transaction. */
    boolean isInTransaction() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin");
            statement.execute("rollback");
            return false;
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("within a transaction")) {
                return true;
            }
            throw e;
        }
    }

    /** Runs a statement without parameters. */
    void run(String sql) throws SQLException {
        prepare(sql).execute();
    }

    /** The number in the first column of the first row, or what to take if there is no row. */
    long number(PreparedStatement query, long otherwise) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : otherwise;
        }
    }

    /**
     * Closes the statements; the connection is its opener's. They are prepared anew if they are used again, which is what a
     * statement needs that has failed: the driver leaves it in the state of its failure.
     */
    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }
}
