// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventData;
import dev.eventsource.jdbc.JsonColumns;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as parameters of a statement with a row of them for each event. */
final class EventColumns {

    /** In the order of the {@link #ROW}; in front of them stands the position, stream, category and version. */
    static final String NAMES = "id, occurred_at, recorded_at, revision, type, payload, metadata, tags";

    static final String ROW = "?::uuid, ?::timestamptz, ?::timestamptz, ?::int, ?::text, ?::json, ?::json, ?::text[]";

    private EventColumns() {}

    static String rows(String row, int count) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    /** Returns the index behind the last parameter. */
    static int set(PreparedStatement statement, int index, EventData event, Instant recordedAt) throws SQLException {
        int next = index;
        statement.setObject(next++, event.id());
        statement.setObject(next++, event.occurredAt().atOffset(ZoneOffset.UTC));
        statement.setObject(next++, recordedAt.atOffset(ZoneOffset.UTC));
        statement.setInt(next++, event.revision());
        statement.setString(next++, event.type());
        statement.setObject(next++, event.payload().json(), Types.OTHER);
        statement.setObject(next++, JsonColumns.write(event.metadata()), Types.OTHER);
        statement.setObject(next++, tags(event), Types.OTHER);
        return next;
    }

    /** None of the workload's tags needs an escape. */
    private static @Nullable String tags(EventData event) {
        return event.tags().isEmpty() ? null : event.tags().stream().collect(Collectors.joining("\",\"", "{\"", "\"}"));
    }
}
