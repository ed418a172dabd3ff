// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * One statement an append, in autocommit mode, that inserts only if the stream is at the expected version. Where none is
 * expected it is tried again after somebody else was faster.
 */
record CheckedInsert(Connection connection, PreparedStatement statement, List<Planned> appends)
        implements Writers.Session {

    private static final String UNIQUE_VIOLATION = "23505";

    CheckedInsert(Connection connection, Shape shape, List<Planned> appends) throws SQLException {
        this(connection, connection.prepareStatement(sql(shape)), appends);
    }

    private static String sql(Shape shape) {
        String row = "(?::int, " + EventColumns.ROW + ")";
        String events = "with s as materialized (select w.stream,"
                + " (select coalesce(max(e.version), 0) from es_event e where e.stream_id = w.stream) as last"
                + " from (select ?::bigint) w (stream))"
                + " insert into es_event (position, stream_id, category_id, version, " + EventColumns.NAMES
                + ") select nextval('es_position'), s.stream, 1, s.last + v.n, " + EventColumns.NAMES
                + " from (values " + EventColumns.rows(row, shape.eventsPerAppend()) + ") v (n, " + EventColumns.NAMES
                + "), s" + (shape.hotStream() ? "" : " where s.last = ?");
        return shape.tags() == 0 ? events : BareInsert.withTags(events);
    }

    @Override
    public void append(int number) throws SQLException {
        Planned append = appends.get(number);
        set(append);
        while (!inserted(append)) {
            Thread.onSpinWait();
        }
    }

    private void set(Planned append) throws SQLException {
        Instant now = Instant.now();
        statement.setLong(1, append.stream());
        int index = 2;
        int n = 0;
        for (EventData event : append.events()) {
            statement.setInt(index++, ++n);
            index = EventColumns.set(statement, index, event, now);
        }
        if (append.expected()) {
            statement.setLong(index, append.version());
        }
    }

    private boolean inserted(Planned append) throws SQLException {
        try {
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("The stream was not at version " + append.version());
            }
            return true;
        } catch (SQLException e) {
            if (append.expected() || !UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                statement) {
            statement.clearParameters();
        }
    }
}
