// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.Append;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.VersionConflictException;
import java.sql.Connection;
import java.sql.ResultSet;
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

/** Events and rows of the caller's own in one transaction. */
@Timeout(120)
class PostgresWithinTest {

    private PostgresStorage.Options options;
    private PostgresStorage storage;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void open() throws SQLException {
        options = Databases.newSchema();
        storage = new PostgresStorage(Databases.pool(), options);
        connection = begin();
        statement = connection.createStatement();
        statement.execute("create temporary table letter (text text) on commit preserve rows");
        connection.commit();
    }

    private static Connection begin() throws SQLException {
        Connection connection = Databases.shared().dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        storage.close();
    }

    @Test
    void they_commit_together() throws SQLException {
        statement.execute("insert into letter values ('welcome')");
        submit(storage.within(connection));
        assertThat(storage.events().head()).as("before the commit").isZero();
        connection.commit();

        assertThat(storage.events().head()).isEqualTo(1);
        assertThat(letters()).isEqualTo(1);
    }

    @Test
    void they_vanish_together_and_nobody_has_seen_them() throws SQLException {
        try (Tail tail = new Tail(storage.events(), 10)) {
            statement.execute("insert into letter values ('welcome')");
            JdbcStorage joined = storage.within(connection);
            submit(joined);
            assertThat(joined.events().read(Loans.loan(1), 0, 10)).hasSize(1);
            connection.rollback();
            submit(storage);

            assertThat(letters()).isZero();
            await().until(() -> storage.events().head() == 1);
            assertThat(tail.toTheEnd()).extracting(RecordedEvent::position).containsExactly(1L);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_refused_append_leaves_the_transaction_usable_and_gives_the_lock_up() throws SQLException {
        statement.execute("insert into letter values ('welcome')");
        JdbcStorage joined = storage.within(connection);

        assertThatThrownBy(() -> joined.events().append(Loans.loan(1), exactly(7), List.of(Loans.submitted())))
                .isInstanceOf(VersionConflictException.class);
        submit(storage);
        joined.events().append(Loans.loan(2), noStream(), List.of(Loans.submitted()));
        connection.commit();

        assertThat(letters()).isEqualTo(1);
        assertThat(storage.events().head()).isEqualTo(2);
    }

    @Test
    void settings_are_put_back_whether_it_succeeds_or_not() throws SQLException {
        statement.execute("set local lock_timeout = '77s'");
        JdbcStorage joined = storage.within(connection);
        assertThatThrownBy(() -> joined.events().append(Loans.loan(1), exactly(7), List.of(Loans.submitted())))
                .isInstanceOf(VersionConflictException.class);
        assertThat(setting("lock_timeout")).isEqualTo("77s");
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("0");

        submit(joined);
        joined.events().head();

        assertThat(setting("lock_timeout")).isEqualTo("77s");
        assertThat(setting("enable_seqscan")).isEqualTo("on");
        assertThat(setting("jit")).isEqualTo("on");
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("30s");
        connection.commit();
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("0");
        assertThat(setting("lock_timeout")).isEqualTo("0");
    }

    @Test
    void a_shorter_time_out_for_idle_transactions_stays() throws SQLException {
        statement.execute("set local idle_in_transaction_session_timeout = '2s'");
        submit(storage.within(connection));

        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("2s");
    }

    @Test
    void a_transaction_that_has_appended_and_idles_is_ended_by_the_server() throws SQLException {
        PostgresStorage impatient =
                new PostgresStorage(Databases.pool(), options.withJoinedIdle(Duration.ofMillis(300)));
        submit(impatient.within(connection));

        submit(storage);

        assertThat(storage.events().head()).isEqualTo(1);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        impatient.close();
    }

    @Test
    void without_a_transaction_it_is_refused_and_nothing_is_stored() throws SQLException {
        connection.setAutoCommit(true);

        assertThatThrownBy(() -> submit(storage.within(connection)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setAutoCommit(false)");
        assertThat(storage.events().head()).isZero();
    }

    @Test
    void other_isolation_levels_are_refused_before_anything_is_written() throws SQLException {
        for (int level : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE)) {
            connection.setTransactionIsolation(level);

            assertThatThrownBy(() -> submit(storage.within(connection)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("READ COMMITTED");
            assertThat(written()).as("has the transaction written").isFalse();
            connection.rollback();
        }
    }

    @Test
    void a_read_only_transaction_is_refused() throws SQLException {
        connection.setReadOnly(true);

        assertThatThrownBy(() -> submit(storage.within(connection)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void the_connection_of_another_database_or_server_is_refused() throws SQLException {
        try (Connection elsewhere =
                PostgresServer.shared().createDatabase().dataSource().getConnection()) {
            elsewhere.setAutoCommit(false);

            assertThatThrownBy(() -> submit(storage.within(elsewhere)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another database");
            assertThatThrownBy(() -> storage.within(elsewhere).events().head())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another database");
        }
    }

    @Test
    void a_transaction_that_has_failed_already_is_told_so() {
        assertThatThrownBy(() -> statement.execute("select 1 / 0")).isInstanceOf(SQLException.class);

        assertThatThrownBy(() -> submit(storage.within(connection)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("roll it back");
    }

    @Test
    void it_cannot_be_prepared_since_a_prepared_one_would_hold_the_lock_for_ever() throws SQLException {
        submit(storage.within(connection));

        assertThatThrownBy(() -> statement.execute("prepare transaction 'xa'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("PREPARE");
    }

    @Test
    void who_waits_too_long_for_the_lock_is_told_who_holds_it() throws SQLException {
        statement.execute("set application_name = 'night job'");
        connection.commit();
        submit(storage.within(connection));
        int pid = Integer.parseInt(query("select pg_backend_pid()"));
        PostgresStorage impatient =
                new PostgresStorage(Databases.pool(), options.withLockTimeout(Duration.ofMillis(300)));

        try (Connection second = begin()) {
            for (JdbcStorage waiting : List.of(impatient, impatient.within(second))) {
                assertThatThrownBy(() -> submit(waiting))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("pid " + pid)
                        .hasMessageContaining("night job")
                        .hasMessageContaining(" s old");
            }
            assertThat(impatient.within(second).events().head())
                    .as("still usable")
                    .isZero();
        }
        impatient.close();
    }

    @Test
    void a_deadlock_with_rows_hits_those_who_caused_it_and_no_other_append() throws Exception {
        try (Connection owner = Databases.ownersPool().getConnection();
                Statement create = owner.createStatement()) {
            create.execute("create table if not exists public.account (id int primary key, balance int)");
            create.execute("insert into public.account values (1, 0) on conflict do nothing");
            create.execute("grant all on public.account to public");
        }
        submit(storage.within(connection));
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Thread thread = new Thread(() -> second.complete(rowFirst()));
        thread.start();
        CompletableFuture<?> alone =
                storage.events().appendAsync(Append.to(Loans.loan(3), any(), List.of(Loans.submitted())));

        Throwable first = attempt(() -> statement.execute("update public.account set balance = 1 where id = 1"));
        connection.commit();

        alone.get(60, TimeUnit.SECONDS);
        Throwable other = second.get(60, TimeUnit.SECONDS);
        assertThat(first == null || other == null).as("one of the two went on").isTrue();
    }

    /** Locks the row, then waits for the append lock. */
    private Throwable rowFirst() {
        return attempt(() -> {
            try (Connection own = begin();
                    Statement update = own.createStatement()) {
                update.execute("update public.account set balance = 2 where id = 1");
                submit(storage.within(own));
                own.commit();
            }
        });
    }

    @Test
    void atomically_inside_it_takes_back_only_its_own_part() throws SQLException {
        JdbcStorage joined = storage.within(connection);
        submit(joined);
        assertThatThrownBy(() -> joined.atomically(inner -> {
                    inner.events().append(Loans.loan(2), any(), List.of(Loans.submitted()));
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        connection.commit();

        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void who_has_only_the_view_gets_the_connection_and_cannot_end_the_transaction() throws SQLException {
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
    void the_tenants_view_joins_too() throws SQLException {
        submit(storage.forTenant("acme").within(connection));
        connection.commit();

        assertThat(storage.events().read(Loans.loan(1).in("acme"), 0, 10)).hasSize(1);
    }

    private static Throwable attempt(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static void submit(JdbcStorage storage) {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
    }

    private int letters() throws SQLException {
        return Integer.parseInt(query("select count(*) from letter"));
    }

    private boolean written() throws SQLException {
        return query("select pg_current_xact_id_if_assigned()::text") != null;
    }

    private String setting(String name) throws SQLException {
        return query("select current_setting('" + name + "')");
    }

    private String query(String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
