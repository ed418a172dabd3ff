// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a stream and appends an event to it by two bare statements in autocommit mode, without any check. */
record HandCycle(Connection connection, PreparedStatement select, PreparedStatement insert, List<Planned> appends)
        implements Writers.Session {

    private static final String READ = """
            select position, stream_id, category_id, version, recorded_at,
                   id, type, revision, occurred_at, payload, metadata, tags
              from es_event
             where stream_id = ?
             order by version""";
    private static final String INSERT = "insert into es_event (position, stream_id, category_id, version, "
            + EventColumns.NAMES + ") values (nextval('es_position'), ?, 1, ?, " + EventColumns.ROW + ")";

    static HandCycle open(Connection connection, List<Planned> appends) throws SQLException {
        return new HandCycle(
                connection, connection.prepareStatement(READ), connection.prepareStatement(INSERT), appends);
    }

    /** The numbers by which the tables know streams. */
    static Map<StreamId, Long> streams(Connection connection) throws SQLException {
        Map<StreamId, Long> numbers = new HashMap<>();
        try (PreparedStatement all = connection.prepareStatement("select id, key from es_stream");
                ResultSet row = all.executeQuery()) {
            while (row.next()) {
                numbers.put(StreamId.of("loan", row.getString(2)), row.getLong(1));
            }
        }
        return numbers;
    }

    @Override
    public void append(int number) throws SQLException {
        Planned append = appends.get(number);
        List<PostgresReadBenchmark.Row> history = read(append.stream());
        EventData event = append.events().get(0);
        insert.setLong(1, append.stream());
        insert.setLong(2, history.size() + 1L);
        EventColumns.set(insert, 3, event, Instant.now());
        insert.executeUpdate();
    }

    private List<PostgresReadBenchmark.Row> read(long stream) throws SQLException {
        select.setLong(1, stream);
        List<PostgresReadBenchmark.Row> events = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                events.add(PostgresReadBenchmark.Row.read(row));
            }
        }
        return events;
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                select;
                insert) {
            select.clearParameters();
        }
    }
}
