// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong inside a transaction on the writer's connection, and must not spread. */
@Timeout(60)
class SqliteTransactionsTest {

    @TempDir
    Path folder;

    private Path file;
    private SqliteStorage storage;

    @BeforeEach
    void open() {
        file = folder.resolve("log.db");
        storage = new SqliteStorage(file);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void a_retry_of_which_a_part_is_stored_and_a_part_stands_in_the_same_batch_is_a_retry() throws Exception {
        EventData first = Loans.submitted();
        EventData second = Loans.submitted();
        submit(first);
        List<CompletableFuture<AppendResult>> results = new ArrayList<>();
        storage.atomically(busy -> {
            Thread other = new Thread(() -> {
                results.add(storage.events().appendAsync(append(second)));
                results.add(storage.events().appendAsync(append(first, second)));
            });
            other.start();
            join(other);
            return true;
        });

        assertThat(results.get(0).get().version()).isEqualTo(2);
        assertThat(results.get(1).get()).isEqualTo(new AppendResult(List.of(2L), 1, 2));
        assertThat(storage.events().head()).isEqualTo(2);
    }

    @Test
    void an_error_of_the_database_that_is_swallowed_dooms_the_whole() {
        assertThatThrownBy(() -> storage.atomically((joined, rows) -> {
                    execute(rows, "pragma max_page_count = 60");
                    joined.events().append(append(Loans.submitted()));
                    assertThatThrownBy(() -> joined.events().append(append(large())))
                            .isInstanceOf(StorageException.class)
                            .hasMessageContaining("the disk is full");
                    assertThatThrownBy(() -> joined.events().append(append(Loans.submitted())))
                            .isInstanceOf(IllegalStateException.class);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("swallowed");

        assertThat(storage.events().head()).isZero();
        submit(Loans.submitted());
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void a_transaction_that_a_statement_has_rolled_back_takes_no_further_events() {
        assertThatThrownBy(() -> storage.atomically((joined, rows) -> {
                    execute(rows, "create table letter (id integer primary key)");
                    execute(rows, "insert into letter values (1)");
                    joined.events().append(append(Loans.submitted()));
                    assertThatThrownBy(() -> execute(rows, "insert or rollback into letter values (1)"))
                            .isInstanceOf(SQLException.class);
                    joined.events().append(append(Loans.submitted()));
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The transaction has ended already");

        assertThat(storage.events().head()).isZero();
    }

    @Test
    void one_that_ended_unnoticed_is_found_out_at_the_end() {
        assertThatThrownBy(() -> storage.atomically((joined, rows) -> {
                    joined.events().append(append(Loans.submitted()));
                    execute(rows, "rollback");
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The transaction has ended already");

        assertThat(storage.events().head()).isZero();
    }

    @Test
    void a_statement_that_failed_harms_no_later_append() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            execute(connection, """
                    create trigger no_poison before insert on es_event when new.type = 'Poison'
                    begin select raise(abort, 'poison'); end""");
        }
        EventData poison = EventData.of(UUID.randomUUID(), "Poison", Instant.now(), Payload.of("1"));

        assertThatThrownBy(() -> storage.atomically(joined -> {
                    assertThatThrownBy(() -> joined.events().append(append(poison)))
                            .isInstanceOf(StorageException.class);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> submit(poison)).isInstanceOf(StorageException.class);

        submit(Loans.submitted());
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void savepoints_and_the_bare_connection_are_not_to_be_had() throws SQLException {
        storage.atomically((joined, rows) -> {
            assertThatThrownBy(rows::setSavepoint).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> rows.unwrap(Connection.class)).isInstanceOf(SQLException.class);
            try (Statement statement = rows.createStatement()) {
                assertThat(statement.getConnection()).isSameAs(rows);
            }
            return true;
        });
        submit(Loans.submitted());
    }

    @Test
    void a_closed_storage_joins_no_transaction() throws SQLException {
        storage.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertThatThrownBy(() -> storage.within(connection)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_stage_of_a_future_may_append_and_wait() throws Exception {
        CompletableFuture<AppendResult> chained = storage.events()
                .appendAsync(append(Loans.submitted()))
                .thenApply(result ->
                        storage.events().appendAsync(append(Loans.submitted())).join());

        assertThat(chained.get().version()).isEqualTo(2);
    }

    private void submit(EventData event) {
        storage.events().append(append(event));
    }

    private static Append append(EventData... events) {
        return Append.to(Loans.loan(1), ExpectedVersion.any(), List.of(events));
    }

    private static EventData large() {
        return EventData.of(
                UUID.randomUUID(), "Submitted", Instant.now(), Payload.of("\"" + "x".repeat(1_000_000) + "\""));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
