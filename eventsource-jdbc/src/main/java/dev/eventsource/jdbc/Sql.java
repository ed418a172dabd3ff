// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, with a value for every question mark: see {@link Dialect#set} for what values there
 * can be. For one thread at a time.
 */
public final class Sql {

    private final Connection connection;
    private final Dialect dialect;
    private final String before;
    private final String after;

    /** For a database that takes one statement at a time. */
    public Sql(Connection connection, Dialect dialect) {
        this(connection, dialect, "", "");
    }

    /**
     * For a database whose driver sends several statements at once.
     *
     * @param before returns a row, and is sent in front of every statement; "" for none
     * @param after is sent behind, if something is in front; "" for none
     */
    public Sql(Connection connection, Dialect dialect, String before, String after) {
        this.connection = connection;
        this.dialect = dialect;
        this.before = before;
        this.after = after;
    }

    /** How this database says it. */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * The same for statements that take the first rows of many in the order of an index: the database is kept from sorting
     * all of them. In somebody's transaction, whose settings are his, it is left to the database.
     */
    public Sql inOrder() {
        String settings = dialect.inOrder();
        return settings.isEmpty() || !after.isEmpty()
                ? this
                : new Sql(connection, dialect, before.isEmpty() ? "select " + settings : before + ", " + settings, "");
    }

    /** Something of every row, in the order of the rows. */
    public <T> List<T> list(Row.Reader<T> reader, String statement, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement query = prepare(statement, values);
                ResultSet rows = rows(query)) {
            Row row = new Row(rows, dialect);
            while (rows.next()) {
                all.add(reader.read(row));
            }
        }
        return all;
    }

    /** Something of the first row; empty if there is none. Fit for statements that write and return. */
    public <T> Optional<T> first(Row.Reader<T> reader, String statement, @Nullable Object... values)
            throws SQLException {
        return list(reader, statement, values).stream().findFirst();
    }

    /** Runs a statement that returns no rows; how many it has changed. */
    public long execute(String statement, @Nullable Object... values) throws SQLException {
        try (PreparedStatement change = prepare(statement, values)) {
            if (before.isEmpty()) {
                return change.executeUpdate();
            }
            change.execute();
            change.getMoreResults();
            return change.getUpdateCount();
        }
    }

    /** Runs a statement once for each element, in one round trip if it can; how many rows each has changed. */
    public <T> List<Long> executeAll(String statement, List<T> elements, Function<T, List<?>> values)
            throws SQLException {
        List<Long> changed = new ArrayList<>();
        if (elements.size() < 2 || !before.isEmpty()) {
            for (T element : elements) {
                changed.add(execute(statement, values.apply(element).toArray()));
            }
            return changed;
        }
        try (PreparedStatement change = prepare(statement)) {
            for (T element : elements) {
                set(change, values.apply(element).toArray());
                change.addBatch();
            }
            for (int rows : change.executeBatch()) {
                changed.add((long) rows);
            }
        }
        return changed;
    }

    private ResultSet rows(PreparedStatement query) throws SQLException {
        if (before.isEmpty()) {
            return query.executeQuery();
        }
        query.execute();
        query.getMoreResults();
        return query.getResultSet();
    }

    private String guarded(String statement) {
        return before.isEmpty() ? statement : before + ";\n" + statement + (after.isEmpty() ? "" : ";\n" + after);
    }

    private PreparedStatement prepare(String statement, @Nullable Object... values) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(guarded(dialect.sql(statement)));
        try {
            set(prepared, values);
            return prepared;
        } catch (SQLException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private void set(PreparedStatement prepared, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            dialect.set(prepared, i + 1, values[i]);
        }
    }
}
