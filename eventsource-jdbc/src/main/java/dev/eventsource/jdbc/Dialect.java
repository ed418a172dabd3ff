// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What differs between databases where the text of a statement can be the same. */
public interface Dialect {

    /**
     * The statement with its tables' plain names, {@code es_document}, made findable, and the words in braces said in this
     * database's way.
     *
     * <ul>
     *   <li>{@code {micros}}: the database's time as microseconds since 1970, as it is when this is evaluated
     *   <li>{@code {now}}: the same as it is stored in columns for instants
     *   <li>{@code {locked}}: behind a select: its rows stay as they are until the transaction ends
     *   <li>{@code {lockedIfFree}}: the same, but without rows that another transaction holds
     * </ul>
     */
    String sql(String statement);

    /**
     * Sets a parameter: a String, Long, Integer, Double, BigDecimal, Boolean, Instant (to the microsecond), UUID, Payload,
     * a List of Strings (see {@link #isOneOf}), or null.
     */
    void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException;

    /** Reads an instant. */
    Instant instant(ResultSet row, String column) throws SQLException;

    /** Reads a UUID. */
    @Nullable
    UUID uuid(ResultSet row, String column) throws SQLException;

    /**
     * Settings for a select list, for the rest of the transaction: rows are read in the order of an index rather than sorted.
     * "" where that needs no saying.
     */
    String inOrder();

    /** A condition: the column of texts is one of a list, which is one parameter. */
    String isOneOf(String column);
}
