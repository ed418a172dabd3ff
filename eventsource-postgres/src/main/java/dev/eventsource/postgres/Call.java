// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Several statements sent at once: one round trip. The driver sends them under one Sync message, so without a
 * transaction around them they are one (postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING);
 * each takes its own snapshot, in the order in which they stand.
 */
final class Call {

    private final Connection connection;
    private final Schema schema;
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    Call(Connection connection, Schema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Adds a statement, with a parameter for every question mark: numbers, texts, UUIDs and arrays of them. */
    Call then(String statement, @Nullable Object... values) {
        return then(statement, List.of(), values);
    }

    /** The same with parameters in front. */
    Call then(String statement, List<? extends @Nullable Object> first, @Nullable Object... rest) {
        if (!sql.isEmpty()) {
            sql.append(";\n");
        }
        sql.append(schema.sql(statement));
        parameters.addAll(first);
        for (Object value : rest) {
            parameters.add(value);
        }
        return this;
    }

    /** Sends them; the answers come one by one. */
    Answers send() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                set(statement, i + 1, parameters.get(i));
            }
            return new Answers(statement, statement.execute());
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof String[] texts) {
            statement.setArray(index, connection.createArrayOf("text", texts));
        } else if (value instanceof Long[] numbers) {
            statement.setArray(index, connection.createArrayOf("int8", numbers));
        } else if (value instanceof UUID[] ids) {
            statement.setArray(index, connection.createArrayOf("uuid", ids));
        } else if (value == null) {
            statement.setString(index, null);
        } else {
            statement.setObject(index, value);
        }
    }

    /** What the statements that return rows returned, in their order. */
    static final class Answers implements AutoCloseable {

        private final PreparedStatement statement;
        private boolean rows;
        private boolean begun;

        private Answers(PreparedStatement statement, boolean rows) {
            this.statement = statement;
            this.rows = rows;
        }

        /** The rows of the next statement that returns some. */
        ResultSet next() throws SQLException {
            if (begun) {
                rows = statement.getMoreResults();
            }
            begun = true;
            while (!rows) {
                if (statement.getUpdateCount() < 0) {
                    throw new SQLException("No statement is left that returns rows");
                }
                rows = statement.getMoreResults();
            }
            return statement.getResultSet();
        }

        /** The number in the first column of the next statement's first row. */
        long number() throws SQLException {
            try (ResultSet row = next()) {
                row.next();
                return row.getLong(1);
            }
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
