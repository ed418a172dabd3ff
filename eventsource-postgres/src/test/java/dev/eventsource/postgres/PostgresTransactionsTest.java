// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The storage's own transactions, and other people's beside them. */
@Timeout(60)
class PostgresTransactionsTest {

    private PostgresStorage.Options options;
    private PostgresStorage storage;

    @BeforeEach
    void open() {
        options = Databases.newSchema();
        storage = new PostgresStorage(Databases.pool(), options);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void a_work_that_does_not_append_holds_nobody_up() {
        storage.atomically((inside, connection) -> {
            inside.events().head();
            try (PostgresStorage other = new PostgresStorage(Databases.pool(), options)) {
                submit(other);
            }
            return inside.events().head();
        });

        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void an_error_of_the_database_that_is_swallowed_dooms_the_whole() {
        assertThatThrownBy(() -> storage.atomically((inside, connection) -> {
                    submit(inside);
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("select 1 / 0");
                    } catch (SQLException e) {
                        // swallowed on purpose
                    }
                    try {
                        submit(inside);
                    } catch (RuntimeException e) {
                        // swallowed on purpose
                    }
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing was stored");
        assertThat(storage.events().head()).isZero();
    }

    @Test
    void a_transaction_that_a_statement_has_ended_takes_no_further_events_and_is_found_out_at_the_end() {
        for (String ending : List.of("rollback", "commit")) {
            assertThatThrownBy(() -> storage.atomically((inside, connection) -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute(ending);
                        }
                        submit(inside);
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ended already");
            assertThatThrownBy(() -> storage.<Boolean, SQLException>atomically((inside, connection) -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement.execute(ending);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ended already");
        }
        assertThat(storage.events().head()).isZero();
    }

    @Test
    void rows_and_events_of_a_work_commit_together() throws SQLException {
        try (Connection owner = Databases.ownersPool().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("create table if not exists public.outcome (loan text)");
            statement.execute("grant all on public.outcome to public");
            statement.execute("truncate public.outcome");
        }
        storage.<Boolean, SQLException>atomically((inside, connection) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("insert into public.outcome values ('approved')");
            }
            submit(inside);
            return true;
        });

        storage.<Void, SQLException>atomically((inside, connection) -> {
            try (Statement statement = connection.createStatement();
                    var row = statement.executeQuery("select count(*) from public.outcome")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(1);
            }
            return null;
        });
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void transactions_that_do_not_append_here_delay_no_reader() throws Exception {
        Database elsewhere = PostgresServer.shared().createDatabase();
        try (Connection same = Databases.owners().dataSource().getConnection();
                Connection other = elsewhere.dataSource().getConnection();
                Connection prepared = elsewhere.dataSource().getConnection();
                Connection indexing = Databases.owners().dataSource().getConnection();
                Tail tail = new Tail(storage.events(), 3)) {
            execute(same, "begin", "create table unrelated (id int)", "insert into unrelated values (1)");
            execute(other, "begin", "create temporary table unrelated (id int)");
            execute(prepared, "create table stays (id int)", "begin", "insert into stays values (1)");
            execute(prepared, "prepare transaction 'forgotten'");
            execute(indexing, "begin", "create table large (id int)", "create index on large (id)");

            for (int i = 0; i < 20; i++) {
                submit(storage);
                assertThat(storage.events().readAll(EventQuery.all(), i, 10).events())
                        .extracting(RecordedEvent::position)
                        .containsExactly(i + 1L);
            }

            assertThat(tail.toTheEnd()).hasSize(20);
            execute(prepared, "rollback prepared 'forgotten'");
            for (Connection open : List.of(same, other, indexing)) {
                execute(open, "rollback");
            }
        }
        elsewhere.drop();
    }

    @Test
    void two_schemas_do_not_block_each_other() throws SQLException {
        PostgresStorage.Options others = Databases.newSchema();
        try (PostgresStorage second = new PostgresStorage(Databases.pool(), others);
                Connection connection = Databases.pool().getConnection()) {
            connection.setAutoCommit(false);
            submit(storage.within(connection));

            submit(second);

            connection.rollback();
            assertThat(second.events().head()).isEqualTo(1);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void submit(JdbcStorage storage) {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
    }
}
