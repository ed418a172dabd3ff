package dev.eventsource.sqlite;

import dev.eventsource.event.Payload;
import dev.eventsource.jdbc.Dialect;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instants are microseconds, booleans 0 and 1, lists are JSON arrays. */
final class SqliteDialect implements Dialect {

    static final SqliteDialect SQLITE = new SqliteDialect();

    private SqliteDialect() {}

    @Override
    public String sql(String statement) {
        return statement;
    }

    @Override
    public void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setLong(index, EventRows.micros(instant));
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
    public String isOneOf(String column) {
        return column + " in (select value from json_each(?))";
    }
}
