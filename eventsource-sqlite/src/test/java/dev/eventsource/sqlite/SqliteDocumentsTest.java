// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Payload;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents in transactions of the caller's, and behind the file's one write lock. */
class SqliteDocumentsTest {

    private static final Payload EMPTY = Payload.of("{}");

    @TempDir
    Path folder;

    private SqliteStorage storage;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("log.db");
        storage = new SqliteStorage(file, SqliteStorage.Options.DEFAULT.withLockTimeout(Duration.ofMillis(300)));
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        statement = connection.createStatement();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    @Test
    void they_commit_and_vanish_with_the_callers_transaction() throws SQLException {
        statement.execute("begin immediate");
        JdbcStorage joined = storage.within(connection);
        put(joined, "1");
        joined.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        assertThat(joined.documents().find("loans", DocumentQuery.all().eq("a", null)))
                .hasSize(1);
        assertThat(storage.documents().get("loans", "1")).isEmpty();
        statement.execute("rollback");
        assertThat(storage.documents().get("loans", "1")).isEmpty();

        statement.execute("begin immediate");
        put(storage.within(connection).forTenant("acme"), "1");
        statement.execute("commit");
        assertThat(storage.forTenant("acme").documents().get("loans", "1")).isPresent();
        assertThat(storage.documents().get("loans", "1")).isEmpty();
    }

    @Test
    void a_conflict_leaves_the_callers_transaction_usable() throws SQLException {
        statement.execute("begin immediate");
        JdbcStorage joined = storage.within(connection);
        put(joined, "1");
        assertThatThrownBy(() -> joined.documents().put("loans", "1", EMPTY, noStream()))
                .isInstanceOf(DocumentConflictException.class);
        assertThat(joined.documents().put("loans", "1", EMPTY, exactly(1))).isEqualTo(2);
        statement.execute("commit");

        assertThat(storage.documents().get("loans", "1").orElseThrow().version())
                .isEqualTo(2);
    }

    @Test
    void a_part_of_the_callers_transaction_can_be_taken_back() throws SQLException {
        statement.execute("begin immediate");
        JdbcStorage joined = storage.within(connection);
        put(joined, "kept");
        assertThatThrownBy(() -> joined.atomically((part, rows) -> {
                    put(part, "lost");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        statement.execute("commit");

        assertThat(storage.documents().count("loans", DocumentQuery.all())).isEqualTo(1);
    }

    @Test
    void a_transaction_that_cannot_be_joined_is_refused() throws SQLException {
        assertThatThrownBy(() -> put(storage.within(connection), "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction");

        connection.setAutoCommit(false);
        statement.executeQuery("select count(*) from es_event").close();
        put(storage, "1");
        assertThatThrownBy(() -> put(storage.within(connection), "2"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begin immediate");
        connection.rollback();
        assertThat(storage.documents().count("loans", DocumentQuery.all())).isEqualTo(1);
    }

    @Test
    void another_process_is_waited_for_only_so_long() throws SQLException {
        statement.execute("begin immediate");
        assertThatThrownBy(() -> put(storage, "1"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("held its write lock");
        statement.execute("rollback");

        put(storage, "1");
        assertThat(storage.documents().get("loans", "1")).isPresent();
    }

    private static void put(Storage storage, String key) {
        storage.documents().put("loans", key, EMPTY, any());
    }
}
