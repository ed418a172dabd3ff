// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and rows of the caller's own in one transaction. */
class SqliteWithinTest {

    @TempDir
    Path folder;

    private SqliteStorage storage;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("log.db");
        storage = new SqliteStorage(file);
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        statement = connection.createStatement();
        statement.execute("create table letter (text)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    @Test
    void they_commit_together() throws SQLException {
        statement.execute("begin immediate");
        statement.execute("insert into letter values ('welcome')");
        submit(storage.within(connection));
        assertThat(storage.events().head()).as("before the commit").isZero();
        statement.execute("commit");

        assertThat(storage.events().head()).isEqualTo(1);
        assertThat(letters()).isEqualTo(1);
    }

    @Test
    void they_vanish_together() throws SQLException {
        connection.setAutoCommit(false);
        statement.execute("insert into letter values ('welcome')");
        submit(storage.within(connection));
        assertThat(storage.within(connection).events().head()).as("inside").isEqualTo(1);
        connection.rollback();

        assertThat(storage.events().head()).isZero();
        assertThat(letters()).isZero();
    }

    @Test
    void a_refused_append_leaves_the_transaction_usable() throws SQLException {
        statement.execute("begin immediate");
        statement.execute("insert into letter values ('welcome')");
        JdbcStorage joined = storage.within(connection);
        submit(joined);
        assertThatThrownBy(() -> submit(joined)).isInstanceOf(VersionConflictException.class);
        statement.execute("commit");

        assertThat(storage.events().head()).isEqualTo(1);
        assertThat(letters()).isEqualTo(1);
    }

    @Test
    void atomically_inside_it_takes_back_only_its_own_part() throws SQLException {
        statement.execute("begin immediate");
        JdbcStorage joined = storage.within(connection);
        submit(joined);
        assertThatThrownBy(() -> joined.atomically((part, rows) -> {
                    part.events().append(Loans.loan(2), ExpectedVersion.noStream(), List.of(Loans.submitted()));
                    throw new IllegalArgumentException("changed my mind");
                }))
                .hasMessage("changed my mind");
        statement.execute("commit");

        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void who_has_only_the_view_gets_the_connection_and_cannot_end_the_transaction() throws SQLException {
        connection.setAutoCommit(false);
        Connection lent = storage.within(connection).unwrap(Connection.class).orElseThrow();
        try (Statement mine = lent.createStatement()) {
            mine.execute("insert into letter values ('welcome')");
        }
        assertThat(letters()).isEqualTo(1);
        assertThatThrownBy(lent::commit).isInstanceOf(SQLException.class);
        connection.rollback();

        assertThat(letters()).isZero();
    }

    @Test
    void what_a_work_inside_it_throws_passes_unchanged() throws SQLException {
        statement.execute("begin immediate");
        SQLException reason = new SQLException("the printer is on fire");

        assertThatThrownBy(() -> storage.within(connection).atomically((part, rows) -> {
                    throw reason;
                }))
                .isSameAs(reason);
        statement.execute("rollback");
    }

    @Test
    void the_tenants_view_joins_too() throws SQLException {
        statement.execute("begin immediate");
        submit(storage.forTenant("acme").within(connection));
        statement.execute("commit");

        assertThat(storage.events().read(Loans.loan(1).in("acme"), 0, 10)).hasSize(1);
    }

    @Test
    void without_a_transaction_it_is_refused_and_nothing_is_stored() {
        assertThatThrownBy(() -> submit(storage.within(connection)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction on the connection");
        assertThat(storage.events().head()).isZero();
    }

    @Test
    void the_connection_of_another_database_is_refused() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("other.db"))) {
            other.setAutoCommit(false);
            assertThatThrownBy(() -> submit(storage.within(other)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another database");
        }
    }

    @Test
    void a_transaction_that_has_read_before_others_wrote_is_told_to_begin_immediate() throws SQLException {
        statement.execute("begin");
        assertThat(letters()).isZero();
        submit(storage);

        assertThatThrownBy(() -> storage.within(connection)
                        .events()
                        .append(Loans.loan(2), ExpectedVersion.any(), List.of(Loans.submitted())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begin immediate");
        statement.execute("rollback");
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void atomically_hands_out_a_connection_for_rows_of_ones_own_that_cannot_end_the_transaction() throws SQLException {
        storage.atomically((joined, rows) -> {
            try (Statement insert = rows.createStatement()) {
                insert.execute("insert into letter values ('welcome')");
            }
            submit(joined);
            assertThat(rows.getAutoCommit()).isFalse();
            assertThatThrownBy(rows::commit).isInstanceOf(SQLException.class).hasMessageContaining("not yours to call");
            assertThatThrownBy(rows::rollback).isInstanceOf(SQLException.class);
            assertThatThrownBy(rows::close).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> rows.setAutoCommit(true)).isInstanceOf(SQLException.class);
            return null;
        });

        assertThat(letters()).isEqualTo(1);
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void statements_that_a_work_leaves_open_are_closed_and_what_was_lent_is_of_no_further_use() throws SQLException {
        ResultSet[] forgotten = new ResultSet[1];
        Connection lent = storage.atomically((joined, rows) -> {
            submit(joined);
            forgotten[0] = rows.createStatement().executeQuery("select * from es_event");
            return rows;
        });

        assertThat(forgotten[0].isClosed()).isTrue();
        assertThatThrownBy(lent::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void rows_written_in_atomically_vanish_with_the_events_when_the_work_throws() throws SQLException {
        assertThatThrownBy(() -> storage.atomically((joined, rows) -> {
                    try (Statement insert = rows.createStatement()) {
                        insert.execute("insert into letter values ('welcome')");
                    }
                    submit(joined);
                    throw new IOException("printer on fire");
                }))
                .isInstanceOf(IOException.class);

        assertThat(letters()).isZero();
        assertThat(storage.events().head()).isZero();
    }

    private static void submit(JdbcStorage storage) {
        storage.events().append(Loans.loan(1), ExpectedVersion.noStream(), List.of(Loans.submitted()));
    }

    private int letters() throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from letter")) {
            row.next();
            return row.getInt(1);
        }
    }
}
