// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.JsonColumns;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Events as rows: what the columns of es_event mean. */
final class EventRows {

    /** What {@link #read} reads, from es_event e, es_stream s and es_category c. */
    static final String COLUMNS = """
            e.position, c.tenant, c.category, s.key, e.version, e.recorded_at,
            e.id, e.type, e.revision, e.occurred_at, e.payload, e.metadata, e.tags""";

    private EventRows() {}

    static RecordedEvent read(ResultSet row) throws SQLException {
        StreamId stream = new StreamId(row.getString(2), row.getString(3), row.getString(4));
        EventData event = new EventData(
                uuid(row.getBytes(7)),
                row.getString(8),
                row.getInt(9),
                instant(row.getLong(10)),
                Payload.stored(row.getString(11)),
                JsonColumns.readMetadata(row.getString(12)),
                JsonColumns.readTags(row.getString(13)));
        return new RecordedEvent(row.getLong(1), stream, row.getLong(5), instant(row.getLong(6)), event);
    }

    /** Parameters 1 to 12: position, stream_id, category_id and the rest in the order of the table. */
    static void write(PreparedStatement insert, StreamRow stream, RecordedEvent recorded) throws SQLException {
        EventData event = recorded.event();
        insert.setLong(1, recorded.position());
        insert.setLong(2, stream.id());
        insert.setLong(3, stream.categoryId());
        insert.setLong(4, recorded.version());
        insert.setBytes(5, bytes(event.id()));
        insert.setString(6, event.type());
        insert.setInt(7, event.revision());
        insert.setLong(8, micros(event.occurredAt()));
        insert.setLong(9, micros(recorded.recordedAt()));
        insert.setString(10, event.payload().json());
        insert.setString(11, JsonColumns.write(event.metadata()));
        insert.setString(12, JsonColumns.write(event.tags()));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** A stream's numbers in this file, and its version. */
    record StreamRow(long id, long categoryId, long version) {
        StreamRow at(long version) {
            return new StreamRow(id, categoryId, version);
        }
    }
}
