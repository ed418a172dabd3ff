// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.examples.Page;
import dev.eventsource.examples.loan.LoanCommand.Approve;
import dev.eventsource.examples.loan.LoanCommand.Submit;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.sqlite.SqliteStorage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The code of docs/how-to/join-my-transaction.md. */
class JoinTest {

    @TempDir
    Path folder;

    private final DataSource dataSource =
            PostgresServer.shared().createDatabase().dataSource();
    private JdbcStorage storage;
    private AggregateRepository<LoanCommand, Aggregate<Loan>> loans;

    @BeforeEach
    void open() throws SQLException {
        PostgresStorage.migrate(dataSource);
        storage = new PostgresStorage(dataSource);
        loans = new Aggregates(storage, LoanEvent.CODEC).of("loan", LoanEvent.class, new LoanDecider());
        createTable(dataSource);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private static void createTable(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table customer (name text)");
        }
    }

    private static void insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into customer (name) values (?)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private static int customers(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from customer")) {
            count.next();
            return count.getInt(1);
        }
    }

    @Test
    void rows_and_events_are_stored_together() throws Exception {
        // DOC within begin
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, "Ada"); // rows first
            loans.on(storage.within(connection)).execute("173688", new Submit("Ada", new BigDecimal(20_000)));
            connection.commit();
        }
        // DOC within end
        assertThat(customers(dataSource)).isEqualTo(1);
        assertThat(loans.load("173688").version()).isEqualTo(1);

        // DOC atomically begin
        storage.atomically((tx, connection) -> {
            insert(connection, "Joan");
            return loans.on(tx).execute("173689", new Submit("Joan", new BigDecimal(5_000)));
        });
        // DOC atomically end
        assertThat(customers(dataSource)).isEqualTo(2);
        assertThat(loans.load("173689").version()).isEqualTo(1);
    }

    @Test
    void none_of_it_is_stored_if_a_rule_forbids_it() throws Exception {
        assertThatThrownBy(() -> storage.atomically((tx, connection) -> {
                    insert(connection, "Alan");
                    return loans.on(tx).execute("173690", new Approve("Grace"));
                }))
                .isInstanceOf(CommandRejectedException.class);

        assertThat(customers(dataSource)).isZero();
        assertThat(loans.exists("173690")).isFalse();
    }

    @Test
    void on_sqlite_the_transaction_is_begun_immediate() throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + folder.resolve("events.db"));
        try (SqliteStorage events = new SqliteStorage(folder.resolve("events.db"))) {
            createTable(file);
            try (Connection connection = file.getConnection();
                    Statement statement = connection.createStatement()) {
                // DOC sqlite begin
                statement.execute("begin immediate");
                insert(connection, "Ada");
                loans.on(events.within(connection)).execute("173688", new Submit("Ada", new BigDecimal(20_000)));
                statement.execute("commit");
                // DOC sqlite end
            }
            assertThat(customers(file)).isEqualTo(1);
            assertThat(events.events().head()).isEqualTo(1);
        }
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("join-my-transaction.md").hasTheCodeOf("loan/JoinTest.java");
    }
}
