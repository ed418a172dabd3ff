// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Payload;
import dev.eventsource.jdbc.Dialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tables get the schema's name in front, payloads are {@code json}, lists are arrays. The time is that of the moment, not
 * that of the transaction's beginning, which {@code now()} would be.
 */
final class PostgresDialect implements Dialect {

    private static final String MICROS = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private final Schema schema;

    PostgresDialect(Schema schema) {
        this.schema = schema;
    }

    @Override
    public String sql(String statement) {
        return schema.sql(
                statement.indexOf('{') < 0
                        ? statement
                        : statement
                                .replace("{micros}", MICROS)
                                .replace("{now}", "clock_timestamp()")
                                .replace("{lockedIfFree}", "for no key update skip locked")
                                .replace("{locked}", "for no key update"));
    }

    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof Payload payload) {
            // Without a type, so that the server takes the column's.
            statement.setObject(index, payload.json(), Types.OTHER);
        } else if (value instanceof List<?> texts) {
            statement.setArray(index, statement.getConnection().createArrayOf("text", texts.toArray()));
        } else if (value == null) {
            statement.setNull(index, Types.NULL);
        } else {
            statement.setObject(index, value);
        }
    }

    @Override
    public Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Override
    public @Nullable UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    @Override
    public String inOrder() {
        return Plans.IN_ORDER;
    }

    @Override
    public String isOneOf(String column) {
        return column + " = any (?)";
    }
}
