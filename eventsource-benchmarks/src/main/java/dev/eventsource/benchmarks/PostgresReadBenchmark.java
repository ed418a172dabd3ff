// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reading the whole log in pages, beside the select of one table's columns into objects. */
record PostgresReadBenchmark(Address address, Effort effort, PrintStream out) {

    void run(int events) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, 11)) {
            fill(store, events);
            address.execute("vacuum analyze " + schema.name() + ".es_event");
            schema.settle();
            try (Connection connection = address.dataSource().getConnection();
                    PreparedStatement page = connection.prepareStatement("""
                            select position, stream_id, category_id, version, recorded_at,
                                   id, type, revision, occurred_at, payload, metadata, tags
                              from %s.es_event
                             where position > ?
                             order by position
                             limit ?""".formatted(schema.name()))) {
                RateTable.ofReading()
                        .with("PostgreSQL, bare select of es_event by JDBC", () -> select(page))
                        .with("PostgreSQL, readAll", store.storage().events())
                        .print(effort, out);
            }
        }
    }

    private static void fill(PostgresStore store, int events) throws Exception {
        Workload workload = Workload.of(Shape.of(8, 10), events / 10, 0);
        Writers.all(workload)
                .run(writer -> append -> store.storage()
                        .events()
                        .append(workload.appendsByWriter().get(writer).get(append)));
    }

    private static long select(PreparedStatement statement) throws SQLException {
        long events = 0;
        long position = 0;
        while (true) {
            List<Row> page = page(statement, position);
            if (page.isEmpty()) {
                return events;
            }
            events += page.size();
            position = page.get(page.size() - 1).position();
        }
    }

    private static List<Row> page(PreparedStatement statement, long after) throws SQLException {
        statement.setLong(1, after);
        statement.setInt(2, RateTable.PAGE);
        List<Row> page = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                page.add(Row.read(row));
            }
        }
        return page;
    }

    /** What one event is by hand. */
    record Row(
            long position,
            long stream,
            long category,
            long version,
            Instant recordedAt,
            UUID id,
            String type,
            int revision,
            Instant occurredAt,
            String payload,
            @Nullable String metadata,
            @Nullable Object tags) {

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getObject(6, UUID.class),
                    row.getString(7),
                    row.getInt(8),
                    row.getObject(9, OffsetDateTime.class).toInstant(),
                    row.getString(10),
                    row.getString(11),
                    row.getArray(12));
        }
    }
}
