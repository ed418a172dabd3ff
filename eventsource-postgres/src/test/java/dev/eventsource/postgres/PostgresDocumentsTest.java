// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents in transactions of the caller's, and beside the append lock. */
@Timeout(120)
class PostgresDocumentsTest {

    private static final Payload EMPTY = Payload.of("{}");

    private PostgresStorage.Options options;
    private PostgresStorage storage;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        options = Databases.newSchema().withLockTimeout(Duration.ofMillis(300));
        storage = new PostgresStorage(Databases.pool(), options);
        connection = Databases.shared().dataSource().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    @Test
    void they_commit_and_vanish_with_the_callers_transaction() throws SQLException {
        JdbcStorage joined = storage.within(connection);
        put(joined, "1");
        joined.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        assertThat(joined.documents().find("loans", DocumentQuery.all().eq("a", null)))
                .hasSize(1);
        assertThat(storage.documents().get("loans", "1")).isEmpty();
        connection.rollback();
        assertThat(storage.documents().get("loans", "1")).isEmpty();

        put(storage.within(connection).forTenant("acme"), "1");
        connection.commit();
        assertThat(storage.forTenant("acme").documents().get("loans", "1")).isPresent();
        assertThat(storage.documents().get("loans", "1")).isEmpty();
    }

    @Test
    void a_conflict_leaves_the_callers_transaction_usable() throws SQLException {
        JdbcStorage joined = storage.within(connection);
        put(joined, "1");
        assertThatThrownBy(() -> joined.documents().put("loans", "1", EMPTY, noStream()))
                .isInstanceOf(DocumentConflictException.class);
        assertThat(joined.documents().put("loans", "1", EMPTY, exactly(1))).isEqualTo(2);
        connection.commit();

        assertThat(storage.documents().get("loans", "1").orElseThrow().version())
                .isEqualTo(2);
    }

    @Test
    void a_part_of_the_callers_transaction_can_be_taken_back() throws SQLException {
        JdbcStorage joined = storage.within(connection);
        put(joined, "kept");
        assertThatThrownBy(() -> joined.atomically((part, rows) -> {
                    put(part, "lost");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        connection.commit();

        assertThat(storage.documents().count("loans", DocumentQuery.all())).isEqualTo(1);
    }

    @Test
    void a_transaction_that_cannot_be_joined_is_refused() throws SQLException {
        connection.setAutoCommit(true);
        assertThatThrownBy(() -> put(storage.within(connection), "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no transaction");
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> put(storage.within(connection), "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("READ COMMITTED");
        connection.rollback();

        assertThat(storage.documents().count("loans", DocumentQuery.all())).isZero();
    }

    @Test
    void documents_do_not_wait_for_who_appends_nor_hold_them_up() throws Exception {
        storage.within(connection).events().append(Loans.loan(1), any(), List.of(Loans.submitted()));

        CompletableFuture.runAsync(() -> put(storage, "1")).get(30, TimeUnit.SECONDS);
        CompletableFuture.runAsync(
                        () -> storage.atomically(inside -> inside.documents().put("loans", "2", EMPTY, any())))
                .get(30, TimeUnit.SECONDS);
        connection.rollback();

        put(storage.within(connection), "3");
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        assertThat(storage.documents().count("loans", DocumentQuery.all())).isEqualTo(2);
    }

    @Test
    void a_document_that_another_transaction_has_changed_is_waited_for_only_so_long() throws SQLException {
        put(storage.within(connection), "1");

        assertThatThrownBy(() -> put(storage, "1"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a lock was not to be had in time");
        connection.rollback();

        put(storage, "1");
        assertThat(storage.documents().get("loans", "1")).isPresent();
    }

    @Test
    void an_error_in_a_work_dooms_it_even_if_nobody_cares() {
        assertThatThrownBy(() -> storage.atomically((inside, rows) -> {
                    put(inside, "1");
                    try (Statement statement = rows.createStatement()) {
                        statement.execute("select 1 / 0");
                    } catch (SQLException e) {
                        assertThatThrownBy(() -> put(inside, "2")).isInstanceOf(StorageException.class);
                    }
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing was stored");
        assertThat(storage.documents().count("loans", DocumentQuery.all())).isZero();
    }

    @Test
    void connections_go_back_to_the_pool_as_they_came() throws SQLException {
        try (Connection lent = Databases.pool().getConnection();
                Statement statement = lent.createStatement()) {
            put(storage, "1");
            assertThatThrownBy(() -> storage.documents().put("loans", "1", EMPTY, noStream()))
                    .isInstanceOf(DocumentConflictException.class);
            var row = statement.executeQuery("""
                    select count(*) from pg_stat_activity
                     where usename = current_user and state like 'idle in transaction%'
                       and query like '%es_document%'""");
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }

    private static void put(Storage storage, String key) {
        storage.documents().put("loans", key, EMPTY, any());
    }
}
