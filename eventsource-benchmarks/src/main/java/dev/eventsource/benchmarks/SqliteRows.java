// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Hand-written inserts of events, without any check. */
final class SqliteRows implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement stream;
    private final PreparedStatement event;
    private final Map<String, Long> streams = new HashMap<>();
    private final Map<Long, Integer> versions = new HashMap<>();
    private long position;

    SqliteRows(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement category = connection.createStatement()) {
            category.execute("insert into es_category (id, tenant, category) values (1, '', 'loan')");
        }
        stream = connection.prepareStatement("insert into es_stream (id, category_id, key) values (?, 1, ?)");
        event = connection.prepareStatement("""
                insert into es_event (position, stream_id, category_id, version, id, type, revision,
                                      occurred_at, recorded_at, payload, metadata, tags)
                values (?, ?, 1, ?, ?, ?, 1, ?, ?, ?, null, null)""");
    }

    /** On a new file with the library's tables. */
    static SqliteRows open(Path file, Durability durability) throws SQLException {
        new SqliteStorage(file).close();
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement pragma = connection.createStatement()) {
            pragma.execute("pragma journal_mode = wal");
            pragma.execute("pragma synchronous = " + durability);
            pragma.execute("pragma foreign_keys = on");
        }
        connection.setAutoCommit(false);
        return new SqliteRows(connection);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void insert(Append append) throws SQLException {
        for (Write write : append.writes()) {
            long id = streamId(write.stream().key());
            for (EventData data : write.events()) {
                event.setLong(1, ++position);
                event.setLong(2, id);
                event.setInt(3, versions.merge(id, 1, Integer::sum));
                event.setBytes(4, bytes(data.id()));
                event.setString(5, data.type());
                event.setLong(6, micros(data.occurredAt()));
                event.setLong(7, micros(Instant.now()));
                event.setString(8, data.payload().json());
                event.executeUpdate();
            }
        }
    }

    private long streamId(String key) throws SQLException {
        Long known = streams.get(key);
        if (known != null) {
            return known;
        }
        long id = streams.size() + 1L;
        stream.setLong(1, id);
        stream.setString(2, key);
        stream.executeUpdate();
        streams.put(key, id);
        return id;
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void close() throws SQLException {
        stream.close();
        event.close();
        connection.close();
    }
}
