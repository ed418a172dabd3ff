package dev.eventsource.jdbc;

import dev.eventsource.event.Payload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The row that a query is at. */
public final class Row {

    private final ResultSet row;
    private final Dialect dialect;

    Row(ResultSet row, Dialect dialect) {
        this.row = row;
        this.dialect = dialect;
    }

    public String text(String column) throws SQLException {
        return row.getString(column);
    }

    public long number(String column) throws SQLException {
        return row.getLong(column);
    }

    public boolean flag(String column) throws SQLException {
        return row.getBoolean(column);
    }

    public Instant instant(String column) throws SQLException {
        return dialect.instant(row, column);
    }

    /** Empty if there is none. */
    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    /** Empty if there is none. */
    public Optional<Instant> optionalInstant(String column) throws SQLException {
        return row.getObject(column) == null ? Optional.empty() : Optional.of(instant(column));
    }

    public Optional<UUID> uuid(String column) throws SQLException {
        return Optional.ofNullable(dialect.uuid(row, column));
    }

    public Payload payload(String column) throws SQLException {
        return Payload.stored(row.getString(column));
    }

    /** Makes something of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }
}
