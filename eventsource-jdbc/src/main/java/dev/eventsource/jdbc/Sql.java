package dev.eventsource.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, with a value for every question mark: see {@link Dialect#set} for what values there
 * can be. For one thread at a time.
 */
public final class Sql {

    private final Connection connection;
    private final Dialect dialect;

    public Sql(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Something of every row, in the order of the rows. */
    public <T> List<T> list(Row.Reader<T> reader, String statement, @Nullable Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement query = prepare(statement, values);
                ResultSet rows = query.executeQuery()) {
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
            return change.executeUpdate();
        }
    }

    private PreparedStatement prepare(String statement, @Nullable Object... values) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(dialect.sql(statement));
        try {
            for (int i = 0; i < values.length; i++) {
                dialect.set(prepared, i + 1, values[i]);
            }
            return prepared;
        } catch (SQLException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }
}
