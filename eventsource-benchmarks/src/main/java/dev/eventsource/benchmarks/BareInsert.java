// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventData;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** One statement and one round trip an append, in autocommit mode, without any check. */
record BareInsert(Connection connection, PreparedStatement statement, List<Planned> appends)
        implements Writers.Session {

    BareInsert(Connection connection, Shape shape, List<Planned> appends) throws SQLException {
        this(connection, connection.prepareStatement(sql(shape)), appends);
    }

    private static String sql(Shape shape) {
        String row = "(nextval('es_position'), ?, 1, ?, " + EventColumns.ROW + ")";
        String events = "insert into es_event (position, stream_id, category_id, version, " + EventColumns.NAMES
                + ") values " + EventColumns.rows(row, shape.eventsPerAppend());
        return shape.tags() == 0 ? events : withTags(events);
    }

    static String withTags(String insert) {
        return "with e as (" + insert + " returning position, tags)"
                + " insert into es_tag (tag, position) select t.tag, e.position from e, unnest(e.tags) t (tag)";
    }

    @Override
    public void append(int number) throws SQLException {
        Planned append = appends.get(number);
        Instant now = Instant.now();
        int index = 1;
        long version = append.version();
        for (EventData event : append.events()) {
            statement.setLong(index++, append.stream());
            statement.setLong(index++, ++version);
            index = EventColumns.set(statement, index, event, now);
        }
        statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                statement) {
            statement.clearParameters();
        }
    }
}
