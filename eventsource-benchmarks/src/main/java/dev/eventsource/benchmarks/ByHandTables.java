// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/** The library's tables, made ready for writers that do not use it. */
final class ByHandTables {

    /** How many positions a writer who numbers rows itself takes at a time. */
    static final int RANGE = 10_000;

    private ByHandTables() {}

    /** Positions come from sequences; the streams are there already. */
    static void prepare(FreshSchema schema, Workload workload) throws SQLException {
        schema.address()
                .execute(
                        "create sequence " + schema.name() + ".es_position",
                        "create sequence " + schema.name() + ".es_position_range increment by " + RANGE,
                        "insert into " + schema.name() + ".es_category (id, tenant, category) values (1, '', 'loan')");
        Map<StreamId, Long> streams = Planned.streams(workload);
        try (Connection connection = schema.address().dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement("insert into " + schema.name()
                        + ".es_stream (id, category_id, key) select w.id, 1, w.key from unnest(?, ?) w (id, key)")) {
            insert.setArray(1, connection.createArrayOf("int8", streams.values().toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "text", streams.keySet().stream().map(StreamId::key).toArray()));
            insert.executeUpdate();
        }
    }

    static void addTransaction(FreshSchema schema) throws SQLException {
        String table = schema.name() + ".es_event";
        schema.address()
                .execute(
                        "alter table " + table + " add column tx xid8 not null default pg_current_xact_id()",
                        "create index on " + table + " (tx, position)");
    }
}
