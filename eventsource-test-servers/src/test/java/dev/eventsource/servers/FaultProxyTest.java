// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static dev.eventsource.servers.PostgresServerTest.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class FaultProxyTest {

    private final Database direct = PostgresServer.shared().createDatabase();
    private final FaultProxy proxy = FaultProxy.to(direct.host(), direct.port());
    private final PGSimpleDataSource source = direct.through(proxy).dataSource();

    @BeforeEach
    void table() {
        direct.execute("create table loan (id int)");
        source.setSocketTimeout(2);
    }

    @AfterEach
    void close() {
        proxy.close();
        direct.drop();
    }

    @Test
    void it_changes_nothing_until_it_is_told_to() throws SQLException {
        String large = "x".repeat(10_000_000);
        try (Connection connection = source.getConnection()) {
            try (var statement = connection.prepareStatement("select ?")) {
                statement.setString(1, large);
                try (var rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1).equals(large)).isTrue();
                }
            }
            assertThat(proxy.connections()).isEqualTo(1);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void a_cut_ends_what_is_open_and_nothing_else() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> running = CompletableFuture.runAsync(() -> sql(statement, "select pg_sleep(60)"));
            awaitServer("select count(*) = 1 from pg_stat_activity where query = 'select pg_sleep(60)'");
            proxy.cut();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(running::get)
                    .withStackTraceContaining("Connection reset");
        }
        assertThat(ask(direct.through(proxy), "select 1")).isEqualTo("1");
    }

    @Test
    void it_refuses_new_connections_only() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            proxy.refuse(true);
            assertThatExceptionOfType(SQLException.class).isThrownBy(source::getConnection);
            assertThatNoException().isThrownBy(() -> statement.execute("select 1"));
            proxy.refuse(false);
            source.getConnection().close();
        }
    }

    @Test
    void a_stalled_connection_goes_on_after_the_stall() throws SQLException {
        try (Connection connection = source.getConnection();
                Connection impatient = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 30_000);
            impatient.setNetworkTimeout(Runnable::run, 300);
            proxy.stall();
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> sql(statement, "insert into loan values (1)"));
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> impatient.createStatement().execute("select 1"))
                    .withStackTraceContaining("timed out");
            assertThat(waiting).isNotDone();
            assertThat(loans()).isZero();
            proxy.resume();
            waiting.join();
            assertThat(loans()).isEqualTo(1);
        }
    }

    @Test
    void a_delay_is_for_each_way_and_not_for_each_piece() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            try (var rows = statement.executeQuery("select repeat('x', 1000) from generate_series(1, 5000)")) {
                while (rows.next()) {
                    assertThat(rows.getString(1)).hasSize(1000);
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
            proxy.delay(Duration.ZERO);
        }
    }

    @Test
    void lost_replies_leave_new_connections_alone() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            proxy.loseReplies();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("insert into loan values (1)"))
                    .withStackTraceContaining("timed out");
            assertThat(loans()).isEqualTo(1);
            assertThat(ask(direct.through(proxy), "select count(*) from loan")).isEqualTo("1");
        }
    }

    @Test
    void the_answer_of_a_commit_is_lost_and_the_row_is_there() throws SQLException {
        assertThatTheCommitIsInDoubtAfter(0);
    }

    /** The driver sends COMMIT by the name it prepared it under. */
    @Test
    void the_answer_of_a_later_commit_is_lost_too() throws SQLException {
        assertThatTheCommitIsInDoubtAfter(10);
    }

    private void assertThatTheCommitIsInDoubtAfter(int commits) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 30_000);
            connection.setAutoCommit(false);
            for (int loan = 0; loan < commits; loan++) {
                statement.execute("insert into loan values (1)");
                connection.commit();
            }
            proxy.loseRepliesAfterCommit();
            statement.execute("insert into loan values (2)");
            statement.execute("select 'the word commit in a text'");
            assertThat(proxy.lostReplies()).isZero();
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(connection));
            await().until(() -> proxy.lostReplies() > 0);
            assertThat(loans()).isEqualTo(commits + 1);
            assertThat(commit).isNotDone();
            proxy.cut();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(commit::get)
                    .satisfies(e -> assertThat(((SQLException) e.getCause().getCause()).getSQLState())
                            .isEqualTo("08006"));
        }
        assertThat(loans()).isEqualTo(commits + 1);
        try (Connection next = source.getConnection()) {
            next.setAutoCommit(false);
            next.createStatement().execute("insert into loan values (3)");
            next.commit();
        }
        assertThat(loans()).isEqualTo(commits + 2);
    }

    @Test
    void a_client_stops_in_the_middle_of_a_message() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 30_000);
            statement.execute("select 1");
            proxy.stallRequestsAfter(20);
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> sql(statement, "insert into loan values (1)"));
            assertThat(loans()).isZero();
            assertThat(stopped).isNotDone();
            proxy.resume();
            stopped.join();
            assertThat(loans()).isEqualTo(1);
            proxy.stallRequestsAfter(20);
            assertThatExceptionOfType(SQLException.class).isThrownBy(source::getConnection);
        }
    }

    private void awaitServer(String question) {
        await().until(() -> ask(direct, question).equals("t"));
    }

    private int loans() throws SQLException {
        return Integer.parseInt(ask(direct, "select count(*) from loan"));
    }

    private static void sql(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
