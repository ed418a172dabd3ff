// SPDX-License-Identifier: Apache-2.0
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

    /** A text that is never null there. */
    public String text(String column) throws SQLException {
        return row.getString(column);
    }

    /** A whole number; 0 for null. */
    public long number(String column) throws SQLException {
        return row.getLong(column);
    }

    /** Yes or no; no for null. */
    public boolean flag(String column) throws SQLException {
        return row.getBoolean(column);
    }

    /** A time that is never null there. */
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

    /** Empty if there is none. */
    public Optional<UUID> uuid(String column) throws SQLException {
        return Optional.ofNullable(dialect.uuid(row, column));
    }

    /** JSON as it was checked when it was stored. */
    public Payload payload(String column) throws SQLException {
        return Payload.stored(row.getString(column));
    }

    /** Makes something of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Makes it; the row is another one afterwards. */
        T read(Row row) throws SQLException;
    }
}
