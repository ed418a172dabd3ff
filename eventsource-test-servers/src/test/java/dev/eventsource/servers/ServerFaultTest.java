// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static dev.eventsource.servers.PostgresServerTest.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ServerFaultTest {

    @Test
    void what_was_committed_survives_a_kill() throws SQLException {
        try (PostgresServer server = PostgresServer.start()) {
            Database database = server.createDatabase();
            database.execute("create table loan (id int)");
            for (int round = 1; round <= 3; round++) {
                try (Connection connection = database.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("insert into loan values (" + round + ")");
                    connection.commit();
                    statement.execute("insert into loan values (100)");
                    server.kill9();
                    assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
                }
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> ask(database, "select 1"));
                server.restart();
                assertThat(ask(database, "select string_agg(id::text, ' ' order by id) from loan"))
                        .isEqualTo("1 2 3".substring(0, 2 * round - 1));
            }
        }
    }

    @Test
    void a_stopped_server_comes_back() throws SQLException {
        try (PostgresServer server = PostgresServer.start()) {
            Database database = server.createDatabase();
            server.stop();
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> ask(database, "select 1"));
            server.restart();
            assertThat(ask(database, "select 1")).isEqualTo("1");
            server.pause();
            server.restart();
            assertThat(ask(database, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_paused_server_answers_neither_old_nor_new_connections_until_it_resumes() throws SQLException {
        try (PostgresServer server = PostgresServer.start()) {
            PGSimpleDataSource source = server.createDatabase().dataSource();
            source.setSocketTimeout(1);
            try (Connection stays = source.getConnection();
                    Connection fails = source.getConnection();
                    Statement statement = fails.createStatement()) {
                server.pause();
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.executeQuery("select 1"))
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("08006"));
                assertThatExceptionOfType(SQLException.class).isThrownBy(source::getConnection);
                server.resume();
                try (Statement healed = stays.createStatement();
                        ResultSet rows = healed.executeQuery("select 1")) {
                    assertThat(rows.next()).isTrue();
                }
            }
        }
    }

    @Test
    void two_servers_have_their_own_data_and_settings() throws SQLException {
        try (PostgresServer one = PostgresServer.start("wal_level=logical", "shared_buffers=16MB");
                PostgresServer other = PostgresServer.start()) {
            String name = one.createDatabase().name();
            assertThat(ask(one.node().admin(), "show wal_level")).isEqualTo("logical");
            assertThat(ask(one.node().admin(), "show shared_buffers")).isEqualTo("16MB");
            assertThat(ask(other.node().admin(), "show wal_level")).isEqualTo("replica");
            assertThat(ask(other.node().admin(), "select count(*) from pg_database where datname = '" + name + "'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void a_setting_that_cannot_be_says_so() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PostgresServer.start("shared_buffers=lots"))
                .withMessageContaining("invalid value for parameter \"shared_buffers\"");
    }

    @Test
    void the_shared_server_is_not_broken() {
        PostgresServer shared = PostgresServer.shared();
        assertThat(shared.isPrivate()).isFalse();
        assertThatIllegalStateException().isThrownBy(shared::kill9);
        assertThatIllegalStateException().isThrownBy(shared::pause);
        shared.close();
        assertThat(shared.createDatabase().name()).isNotNull();
    }

    @Test
    void a_database_is_dropped_with_its_connections() throws SQLException {
        Database database = PostgresServer.shared().createDatabase();
        try (Connection connection = database.dataSource().getConnection()) {
            database.drop();
            assertThat(connection.isValid(1)).isFalse();
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> ask(database, "select 1"))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
        database.named("test_" + UUID.randomUUID().toString().replace("-", "")).drop();
    }
}
