// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Payload;
import dev.eventsource.jdbc.Dialect;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Instants are microseconds, booleans 0 and 1, lists are JSON arrays. Whoever writes holds the write lock of the whole
 * file, so nothing else needs to be locked.
 */
final class SqliteDialect implements Dialect {

    static final SqliteDialect SQLITE = new SqliteDialect();

    private static final String MICROS = "cast(unixepoch('now', 'subsec') * 1000000 as integer)";

    private SqliteDialect() {}

    @Override
    public String sql(String statement) {
        return statement.indexOf('{') < 0
                ? statement
                : statement
                        .replace("{micros}", MICROS)
                        .replace("{now}", MICROS)
                        .replace("{locked}", "")
                        .replace("{lockedIfFree}", "");
    }

    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setLong(index, EventRows.micros(instant));
        } else if (value instanceof UUID id) {
            statement.setBytes(index, EventRows.bytes(id));
        } else if (value instanceof Payload payload) {
            statement.setString(index, payload.json());
        } else if (value instanceof List<?> texts) {
            statement.setString(index, JsonText.array(texts));
        } else if (value instanceof BigDecimal number) {
            statement.setDouble(index, number.doubleValue());
        } else {
            statement.setObject(index, value);
        }
    }

    @Override
    public Instant instant(ResultSet row, String column) throws SQLException {
        return EventRows.instant(row.getLong(column));
    }

    @Override
    public @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(column);
        return bytes == null ? null : EventRows.uuid(bytes);
    }

    @Override
    public String inOrder() {
        return "";
    }

    @Override
    public String isOneOf(String column) {
        return column + " in (select value from json_each(?))";
    }
}
