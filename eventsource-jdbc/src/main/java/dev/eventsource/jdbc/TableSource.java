// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.outbox.Item;
import dev.eventsource.outbox.Source;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * An outbox that is a table in PostgreSQL or SQLite, in a database of the application's own. Thread-safe.
 *
 * <p>How it works: who claims takes the oldest open row of some keys and marks it with his name and the end of his
 * lease. Open rows behind it with its key are his as well, without a mark, up to the first that is not due or has a mark: as
 * long as the oldest is open and marked, nobody else takes them. A row that was committed late or was put back
 * may come to stand before one that is marked, and is taken alone then. On PostgreSQL those who claim
 * at the same time pass by each other's rows ({@code FOR UPDATE SKIP LOCKED}); on SQLite they wait for each other.
 */
public final class TableSource implements Source {

    private final DataSource database;
    private final OutboxTable table;
    private final Statements statements;

    /** Asks the database what it is. */
    public TableSource(DataSource database, OutboxTable table) throws SQLException {
        this.database = database;
        this.table = table;
        this.statements = statementsOf(database);
    }

    private static Statements statementsOf(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return switch (product) {
                case "PostgreSQL" -> Statements.POSTGRES;
                case "SQLite" -> Statements.SQLITE;
                default ->
                    throw new IllegalArgumentException(
                            "An outbox is a table in PostgreSQL or SQLite, not in " + product);
            };
        }
    }

    @Override
    public List<Item> claim(String runner, int limit, Duration lease) throws SQLException {
        return inTransaction(connection -> {
            execute(connection, statements.claim, runner, lease.toMillis(), limit);
            return items(connection, runner, limit);
        });
    }

    private <R> R inTransaction(Work<R> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            begin(connection);
            try {
                R result = work.on(connection);
                end(connection, "commit");
                return result;
            } catch (SQLException | RuntimeException e) {
                end(connection, "rollback");
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Work<R> {
        R on(Connection connection) throws SQLException;
    }

    /** By a statement: SQLite's driver would begin a transaction that cannot always become one that writes. */
    private void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    statements == Statements.SQLITE ? "begin immediate" : "begin isolation level read committed");
        }
    }

    private static void end(Connection connection, String how) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(how);
        }
    }

    /**
     * The heads come first: each that was claimed must be among them, whatever follows others. Where to stop is asked once
     * for each head: asked for each row, it would take the square of what has piled up behind it.
     */
    private List<Item> items(Connection connection, String runner, int limit) throws SQLException {
        String sql = table.sql(statements.now("""
                with h as materialized (
                    select head.*,
                        coalesce((
                            select min(stop.{order})
                            from {outbox} stop
                            where stop.{key} = head.{key}
                                and stop.{order} > head.{order}
                                and stop.relay_published is null
                                and stop.relay_failed is null
                                and (coalesce(stop.relay_due, 0) > {now} or coalesce(stop.relay_until, 0) > {now})),
                            9223372036854775807) as relay_stop
                    from {outbox} head
                    where head.relay_owner = ?
                        and head.relay_until > {now}
                        and head.relay_published is null
                        and head.relay_failed is null)
                select h.*, 0 as relay_behind
                from h
                union all
                select o.*, h.relay_stop, 1 as relay_behind
                from h
                join {outbox} o on o.{key} = h.{key}
                    and cast(o.{key} as text) <> ''
                    and o.{order} > h.{order}
                    and o.{order} < h.relay_stop
                    and o.relay_published is null
                    and o.relay_failed is null
                order by relay_behind, {order}
                limit ?
                """));
        List<Item> items = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            set(query, runner, limit);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    items.add(item(rows, runner));
                }
            }
        }
        items.sort(Comparator.comparing(item -> place(item).order()));
        return items;
    }

    private Item item(ResultSet row, String runner) throws SQLException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
            if (!name.startsWith("relay_")) {
                values.put(name, row.getObject(i));
            }
        }
        String key = row.getString(unqualified(table.key()));
        Place place = new Place(row.getLong(unqualified(table.order())), runner);
        return new Item(place, key == null ? "" : key, row.getInt("relay_attempts"), values);
    }

    /** Which row, and who has taken it. */
    private record Place(long order, String runner) {}

    private static Place place(Item item) {
        return (Place) item.place();
    }

    private static String unqualified(String column) {
        return column.substring(column.indexOf('.') + 1);
    }

    @Override
    public void published(List<Item> items) throws SQLException {
        changeAll("""
                update {outbox}
                set relay_published = {now}, relay_owner = null, relay_until = null, relay_error = null
                where {order} = ?
                """, items, place -> new Object[] {place.order()});
    }

    @Override
    public void release(List<Item> items) throws SQLException {
        changeAll("""
                update {outbox}
                set relay_owner = null, relay_until = null
                where {order} = ? and relay_owner = ?
                """, items, place -> new Object[] {place.order(), place.runner()});
    }

    /** All or none: were the oldest of a key marked before those behind it, another runner could take these. */
    private void changeAll(String statement, List<Item> items, Function<Place, Object[]> values) throws SQLException {
        inTransaction(connection -> {
            try (PreparedStatement change = connection.prepareStatement(table.sql(statements.now(statement)))) {
                for (Item item : items) {
                    set(change, values.apply(place(item)));
                    change.addBatch();
                }
                change.executeBatch();
                return items.size();
            }
        });
    }

    @Override
    public void failed(Item item, String error, Duration again) throws SQLException {
        change("""
                update {outbox}
                set relay_attempts = relay_attempts + 1, relay_due = {now} + ?, relay_error = ?,
                    relay_owner = null, relay_until = null
                where {order} = ? and coalesce(relay_owner, '') in ('', ?)
                """, again.toMillis(), error, place(item).order(), place(item).runner());
    }

    @Override
    public void gaveUp(Item item, String error) throws SQLException {
        change("""
                update {outbox}
                set relay_attempts = relay_attempts + 1, relay_failed = {now}, relay_error = ?,
                    relay_owner = null, relay_until = null
                where {order} = ? and coalesce(relay_owner, '') in ('', ?)
                """, error, place(item).order(), place(item).runner());
    }

    @Override
    public long purge(Duration age) throws SQLException {
        return change("delete from {outbox} where relay_published <= {now} - ?", age.toMillis());
    }

    private long change(String statement, Object... values) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return execute(connection, statement, values);
        }
    }

    private long execute(Connection connection, String statement, Object... values) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(table.sql(statements.now(statement)))) {
            set(change, values);
            return change.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** In what the databases differ. */
    private enum Statements {
        /** {@code offset 0} has it look by the index for each row; a join would compare all rows of a key with each other. */
        POSTGRES("(extract(epoch from clock_timestamp()) * 1000)::bigint", """
                update {outbox} t
                set relay_owner = ?, relay_until = {now} + ?
                where t.{order} in (
                    select o.{order}
                    from {outbox} o
                    where o.relay_published is null
                        and o.relay_failed is null
                        and coalesce(o.relay_due, 0) <= {now}
                        and coalesce(o.relay_until, 0) <= {now}
                        and not exists (
                            select 1
                            from {outbox} e
                            where e.{key} = o.{key}
                                and cast(e.{key} as text) <> ''
                                and e.{order} < o.{order}
                                and e.relay_published is null
                                and e.relay_failed is null
                            offset 0)
                    order by o.{order}
                    limit ?
                    for update of o skip locked)
                """),
        SQLITE("cast(unixepoch('subsec') * 1000 as integer)", """
                update {outbox}
                set relay_owner = ?, relay_until = {now} + ?
                where {order} in (
                    select o.{order}
                    from {outbox} o
                    where o.relay_published is null
                        and o.relay_failed is null
                        and coalesce(o.relay_due, 0) <= {now}
                        and coalesce(o.relay_until, 0) <= {now}
                        and not exists (
                            select 1
                            from {outbox} e
                            where e.{key} = o.{key}
                                and cast(e.{key} as text) <> ''
                                and e.{order} < o.{order}
                                and e.relay_published is null
                                and e.relay_failed is null)
                    order by o.{order}
                    limit ?)
                """);

        private final String now;
        private final String claim;

        Statements(String now, String claim) {
            this.now = now;
            this.claim = claim;
        }

        String now(String statement) {
            return statement.replace("{now}", now);
        }
    }
}
