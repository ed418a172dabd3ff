// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Errors, time-outs and closing at the wrong moment. */
@Timeout(100)
class PostgresTroubleTest {

    private static void throwOnceAfter(HookedDataSource hooked, String text) {
        AtomicBoolean once = new AtomicBoolean();
        hooked.after = sql -> {
            if (sql.contains(text) && once.compareAndSet(false, true)) {
                throw new OutOfMemoryError("on purpose");
            }
        };
    }

    @Test
    void an_error_after_a_lone_append_was_sent_does_not_claim_that_nothing_was_stored() {
        PostgresStorage.Options options = Databases.newSchema();
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        try (PostgresStorage storage = new PostgresStorage(hooked, options)) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            throwOnceAfter(hooked, "eventsource.alone");
            notFalselyRefused(storage);
        }
    }

    @Test
    void an_error_after_a_commit_was_sent_does_not_claim_that_nothing_was_stored() {
        PostgresStorage.Options options = Databases.newSchema();
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        try (PostgresStorage storage = new PostgresStorage(hooked, options)) {
            throwOnceAfter(hooked, ";\ncommit");
            notFalselyRefused(storage);
        }
    }

    private static void notFalselyRefused(PostgresStorage storage) {
        long head = storage.events().head();
        try {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        } catch (AppendOutcomeUnknownException e) {
            return;
        } catch (StorageException e) {
            assertThat(storage.events().head()).as(e.getMessage()).isEqualTo(head);
        }
    }

    @Test
    void what_is_acknowledged_after_an_error_while_the_lock_was_taken_is_stored() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        try (PostgresStorage storage = new PostgresStorage(hooked, options);
                PostgresStorage other = new PostgresStorage(Databases.pool(), options)) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            throwOnceAfter(hooked, "begin isolation level");
            // A new category goes the long way.
            assertThatThrownBy(() ->
                            storage.events().append(StreamId.of("account", "1"), any(), List.of(Loans.submitted())))
                    .isInstanceOf(StorageException.class);

            EventData event = Loans.submitted();
            storage.events().append(Loans.loan(1), any(), List.of(event));

            assertThat(other.events().find(event.id())).as("acknowledged").isPresent();
        }
    }

    /** A table that is locked for a while must not hold the lead for a lock time-out for each of a batch. */
    @Test
    void an_append_returns_soon_after_its_deadline_although_its_whole_batch_fails() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        String table = new Schema(options.schema()).quoted() + ".es_event";
        try (PostgresStorage storage = new PostgresStorage(
                        Databases.pool(),
                        options.withTimeout(Duration.ofSeconds(2)).withLockTimeout(Duration.ofSeconds(1)));
                Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            owner.setAutoCommit(false);
            statement.execute("lock table " + table + " in share mode");
            CompletableFuture<?> last = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 30; i++) {
                last = storage.events().appendAsync(Append.to(Loans.loan(i), any(), List.of(Loans.submitted())));
            }
            long start = System.nanoTime();
            try {
                last.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(StorageException.class);
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            owner.rollback();
            assertThat(waited).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void a_connection_that_is_still_in_use_when_the_storage_closes_is_not_given_back() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        String schema = new Schema(options.schema()).quoted();
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement();
                HikariDataSource pool = Pools.of(Databases.shared(), 3)) {
            statement.execute("create function " + schema
                    + ".slow() returns trigger language plpgsql as $$ begin perform pg_sleep(3); return new; end $$");
            statement.execute("create trigger slow before insert on " + schema
                    + ".es_event for each row execute function " + schema + ".slow()");
            PostgresStorage storage = new PostgresStorage(pool, options.withTimeout(Duration.ofMillis(500)));
            AtomicReference<Object> outcome = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    outcome.set(storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted())));
                } catch (RuntimeException e) {
                    outcome.set(e);
                }
            });
            thread.start();
            ResultSet row;
            do {
                row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()");
                row.next();
            } while (row.getInt(1) == 0);
            storage.close();
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection();
                    Connection third = pool.getConnection()) {
                for (Connection lent : List.of(first, second, third)) {
                    try (Statement own = lent.createStatement()) {
                        ResultSet state = own.executeQuery("select count(*) from pg_locks where pid = pg_backend_pid()"
                                + " and locktype = 'advisory'");
                        state.next();
                        assertThat(state.getInt(1))
                                .as("append locks of a lent connection")
                                .isZero();
                    }
                }
            } finally {
                thread.join();
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .as("leaked")
                    .isZero();
        }
    }

    @Test
    void closing_does_not_wait_for_a_heartbeat_when_the_idle_writer_was_lost() throws Exception {
        PostgresStorage.Options options = Databases.newSchema().withHeartbeat(Duration.ofSeconds(40));
        PGSimpleDataSource named = Databases.shared().dataSource();
        named.setApplicationName(name(options));
        HikariConfig config = new HikariConfig();
        config.setDataSource(named);
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresStorage storage = new PostgresStorage(pool, options);
            CompletableFuture<Void> woken = new CompletableFuture<>();
            storage.events().onAppend(() -> woken.complete(null));
            woken.get(10, TimeUnit.SECONDS);
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            terminate(options);
            long start = System.nanoTime();
            storage.close();
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited).isLessThan(Duration.ofSeconds(8));
        }
    }

    /** Ends the sessions of this schema's storage that do not listen. */
    private static void terminate(PostgresStorage.Options options) throws SQLException {
        try (Connection owner = Databases.owners().dataSource().getConnection();
                PreparedStatement statement =
                        owner.prepareStatement("select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where query not like 'listen%' and application_name = ?")) {
            statement.setString(1, name(options));
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).as("the writer's session").isTrue();
            }
        }
    }

    private static String name(PostgresStorage.Options options) {
        return options.schema().substring(options.schema().length() - 36);
    }
}
