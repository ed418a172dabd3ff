// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.jdbc.JsonColumns;
import dev.eventsource.store.StorageException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events as rows: what the columns of es_event mean. */
final class EventRows {

    /** What {@link #read(ResultSet, StreamId)} reads, from es_event e. */
    static final String COLUMNS = """
            e.position, e.version, e.recorded_at, e.id, e.type, e.revision, e.occurred_at, e.payload, e.metadata, e.tags""";

    private EventRows() {}

    /** With tenant, category and key behind the {@link #COLUMNS}. */
    static RecordedEvent read(ResultSet row) throws SQLException {
        return read(row, stream(row));
    }

    /** From tenant, category and key behind the {@link #COLUMNS}. */
    static StreamId stream(ResultSet row) throws SQLException {
        return new StreamId(row.getString(11), row.getString(12), row.getString(13));
    }

    static RecordedEvent read(ResultSet row, StreamId stream) throws SQLException {
        return new RecordedEvent(row.getLong(1), stream, row.getLong(2), instant(row, 3), event(row));
    }

    /** With the number of the stream behind the {@link #COLUMNS}. */
    static Unnamed unnamed(ResultSet row) throws SQLException {
        return new Unnamed(row.getLong(1), row.getLong(11), row.getLong(2), instant(row, 3), event(row));
    }

    private static EventData event(ResultSet row) throws SQLException {
        return new EventData(
                row.getObject(4, UUID.class),
                row.getString(5),
                row.getInt(6),
                instant(row, 7),
                Payload.stored(row.getString(8)),
                JsonColumns.readMetadata(row.getString(9)),
                tags(row.getArray(10)));
    }

    /** An event whose stream is known by its number only. */
    record Unnamed(long position, long streamId, long version, Instant recordedAt, EventData event) {

        RecordedEvent in(@Nullable StreamId stream) {
            if (stream == null) {
                throw new StorageException("Stream number " + streamId + " of the event at position " + position
                        + " has no name; somebody has deleted from es_stream");
            }
            return new RecordedEvent(position, stream, version, recordedAt, event);
        }
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static Set<String> tags(Array tags) throws SQLException {
        return tags == null ? Set.of() : Set.of((String[]) tags.getArray());
    }
}
