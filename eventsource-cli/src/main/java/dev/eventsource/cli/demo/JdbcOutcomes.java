package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.demo.Outcome.Total;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.EventPage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;

/** The read model as two tables beside the log: rows and position commit together, so every event counts exactly once. */
final class JdbcOutcomes implements OutcomeTable {

    private final JdbcStorage storage;

    JdbcOutcomes(JdbcStorage storage) {
        this.storage = storage;
        inTransaction(connection -> {
            createTables(connection);
            return 0;
        });
    }

    @Override
    public long position() {
        return inTransaction(JdbcOutcomes::position);
    }

    @Override
    public boolean apply(EventPage page) {
        return inTransaction(connection -> {
            if (!moved(connection, page.after(), page.through())) {
                return false;
            }
            write(connection, LoanOutcome.changes(page.events()));
            return true;
        });
    }

    @Override
    public Map<Outcome, Total> totals() {
        return inTransaction(JdbcOutcomes::totals);
    }

    private static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table if not exists demo_outcome (
                      stream   varchar(400) primary key,
                      strength integer not null,
                      amount   bigint not null
                    )
                    """);
            statement.execute("""
                    create table if not exists demo_position (
                      id       integer primary key,
                      position bigint not null
                    )
                    """);
            statement.execute("""
                    insert into demo_position (id, position) values (1, 0) on conflict (id) do nothing
                    """);
        }
    }

    private static long position(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select position from demo_position where id = 1
                        """)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static boolean moved(Connection connection, long from, long to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update demo_position set position = ? where id = 1 and position = ?
                """)) {
            update.setLong(1, to);
            update.setLong(2, from);
            return update.executeUpdate() == 1;
        }
    }

    private static void write(Connection connection, Map<String, LoanOutcome> changes) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into demo_outcome (stream, strength, amount) values (?, ?, ?)
                on conflict (stream) do update set
                  strength = case when excluded.strength > demo_outcome.strength
                             then excluded.strength else demo_outcome.strength end,
                  amount   = case when excluded.amount > demo_outcome.amount
                             then excluded.amount else demo_outcome.amount end
                """)) {
            for (Map.Entry<String, LoanOutcome> change : changes.entrySet()) {
                upsert.setString(1, change.getKey());
                upsert.setInt(2, change.getValue().outcome().strength());
                upsert.setLong(3, change.getValue().amount());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static Map<Outcome, Total> totals(Connection connection) throws SQLException {
        Map<Outcome, Total> totals = new EnumMap<>(Outcome.class);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select strength, count(*), sum(amount) from demo_outcome group by strength
                        """)) {
            while (row.next()) {
                totals.put(Outcome.ofStrength(row.getInt(1)), new Total(row.getLong(2), row.getLong(3)));
            }
        }
        return totals;
    }

    private <R> R inTransaction(SqlWork<R> work) {
        try {
            return storage.atomically((JdbcStorage tx, Connection connection) -> work.on(connection));
        } catch (SQLException e) {
            throw new Failure("The tables of the demo cannot be written: " + e.getMessage(), e);
        }
    }

    private interface SqlWork<R> {
        R on(Connection connection) throws SQLException;
    }
}
