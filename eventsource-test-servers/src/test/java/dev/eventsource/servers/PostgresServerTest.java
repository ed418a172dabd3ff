// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private final PostgresServer server = PostgresServer.shared();

    @Test
    void it_answers() throws SQLException {
        assertThat(ask(server.createDatabase(), "select 1")).isEqualTo("1");
    }

    @Test
    void it_confirms_only_what_is_written() throws SQLException {
        assertThat(ask(server.createDatabase(), "show synchronous_commit")).isEqualTo("on");
    }

    @Test
    void a_wrong_password_is_refused() {
        Database database = server.createDatabase();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> ask(database.as(database.user(), "wrong"), "select 1"))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    static String ask(Database database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
