// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.VersionConflictException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Settings of drivers, pools and roles that others use. */
@Timeout(100)
class PostgresDriversTest {

    @Test
    void every_mode_of_the_driver_works() throws Exception {
        List<String> failures = new ArrayList<>();
        for (String setting : List.of(
                "autosave=always",
                "autosave=conservative",
                "defaultRowFetchSize=2",
                "stringtype=unspecified",
                "preferQueryMode=simple",
                "preferQueryMode=extendedForPrepared",
                "prepareThreshold=0",
                "prepareThreshold=1",
                "readOnly=true,readOnlyMode=always",
                "binaryTransfer=false")) {
            PostgresStorage.Options options = Databases.newSchema();
            PGSimpleDataSource source = Databases.shared().dataSource();
            for (String one : setting.split(",")) {
                String[] parts = one.split("=");
                source.setProperty(PGProperty.forName(parts[0]), parts[1]);
            }
            try (PostgresStorage storage = new PostgresStorage(source, options)) {
                appendAndRead(storage, source);
            } catch (Throwable e) {
                failures.add(setting + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void a_pool_with_other_defaults_works() throws Exception {
        List<String> failures = new ArrayList<>();
        for (String isolation :
                List.of("TRANSACTION_SERIALIZABLE", "TRANSACTION_REPEATABLE_READ", "TRANSACTION_READ_COMMITTED")) {
            PostgresStorage.Options options = Databases.newSchema();
            HikariConfig config = new HikariConfig();
            config.setDataSource(Databases.shared().dataSource());
            config.setMaximumPoolSize(5);
            config.setMinimumIdle(0);
            config.setAutoCommit(false);
            config.setReadOnly(true);
            config.setTransactionIsolation(isolation);
            try (HikariDataSource pool = new HikariDataSource(config);
                    PostgresStorage storage = new PostgresStorage(pool, options)) {
                appendAndRead(storage, null);
                try (Connection connection = pool.getConnection()) {
                    assertThat(connection.getAutoCommit()).isFalse();
                    assertThat(connection.getNetworkTimeout()).isEqualTo(60_000);
                }
            } catch (Throwable e) {
                failures.add(isolation + ": " + e);
            }
        }
        assertThat(failures).isEmpty();
    }

    private static void appendAndRead(PostgresStorage storage, PGSimpleDataSource joining) throws Exception {
        for (int i = 0; i < 12; i++) {
            storage.events()
                    .append(Loans.loan(1), exactly(i), List.of(Loans.submitted().withTags("a", "b" + i % 2)));
        }
        List<CompletableFuture<AppendResult>> batch = IntStream.range(0, 10)
                .mapToObj(i -> storage.events()
                        .appendAsync(Append.to(
                                Loans.loan("s" + i),
                                any(),
                                List.of(Loans.submitted().withTags("a")))))
                .toList();
        for (CompletableFuture<AppendResult> future : batch) {
            future.get(30, TimeUnit.SECONDS);
        }
        storage.atomically(inside -> {
            inside.events()
                    .append(Append.to(
                            Loans.loan(1), any(), List.of(Loans.submitted().withTags("a"))));
            check(
                    inside.events()
                            .readAll(EventQuery.all().tagged("a"), 0, 100)
                            .events()
                            .size(),
                    23);
            return check(inside.events().read(Loans.loan(1), 0, 100).size(), 13);
        });
        check(storage.events().readAll(EventQuery.all(), 0, 100).events().size(), 23);
        check(
                storage.events()
                        .readAll(EventQuery.all().tagged("a", "b1"), 0, 100)
                        .events()
                        .size(),
                6);
        if (joining != null) {
            try (Connection connection = joining.getConnection()) {
                connection.setAutoCommit(false);
                connection.setReadOnly(false);
                for (int i = 0; i < 7; i++) {
                    var joined = storage.within(connection).events();
                    joined.append(Loans.loan(2), exactly(i), List.of(Loans.submitted()));
                    check(joined.readAll(EventQuery.all(), 0, 100).events().size(), 24 + i);
                    try {
                        joined.append(Loans.loan(2), exactly(i), List.of(Loans.submitted()));
                        check(0, 1);
                    } catch (VersionConflictException e) {
                        check(e.toString().isEmpty() ? 1 : 0, 0);
                    }
                }
                connection.commit();
            }
            check((int) storage.events().head(), 30);
        }
    }

    private static boolean check(int actual, int expected) {
        assertThat(actual).isEqualTo(expected);
        return true;
    }

    /** A data source that resets nothing when connections come back, as many pools do. */
    @Test
    void a_borrowed_connection_is_given_back_with_its_time_out() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                Connection connection = Databases.shared().dataSource().getConnection()) {
            int before = connection.getNetworkTimeout();
            Database database = new Database(new KeptDataSource(connection), new Schema(options.schema()));
            PostgresStorage own = new PostgresStorage(new KeptDataSource(connection), options);
            assertThat(database.identify()).isNotNull();
            own.atomically(
                    inside -> inside.events().append(Append.to(Loans.loan(1), any(), List.of(Loans.submitted()))));
            assertThat(connection.getNetworkTimeout()).isEqualTo(before);
        }
    }

    @Test
    void migrating_at_once_works_whatever_the_isolation_level_is_by_default() throws Exception {
        PostgresStorage.Options options = PostgresStorage.Options.DEFAULT.withSchema("m" + System.nanoTime());
        PGSimpleDataSource source = Databases.owners().dataSource();
        source.setOptions("-c default_transaction_isolation=repeatable\\ read");
        try (Connection first = Databases.owners().dataSource().getConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + 0x65736d67 + ", hashtext('" + options.schema() + "'))");
            CompletableFuture<Throwable> second = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    PostgresStorage.migrate(source, options);
                    second.complete(null);
                } catch (RuntimeException e) {
                    second.complete(e);
                }
            });
            thread.start();
            await().until(() -> {
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from pg_locks where locktype = 'advisory' and not granted")) {
                    row.next();
                    return row.getInt(1) > 0;
                }
            });
            // The other process's migration, in this transaction.
            statement.execute("create schema " + options.schema());
            statement.execute("set local search_path to " + options.schema());
            Database.MIGRATIONS.apply(first, 0);
            first.commit();
            assertThat(second.get(30, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void a_trailing_notice_that_could_not_be_sent_is_sent_later() {
        PostgresStorage.Options options = Databases.newSchema();
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        AtomicBoolean failed = new AtomicBoolean();
        AtomicBoolean sent = new AtomicBoolean();
        hooked.before = sql -> {
            if (sql.startsWith("select pg_notify(") && failed.compareAndSet(false, true)) {
                throw new UncheckedFailure();
            }
        };
        hooked.after = sql -> {
            if (sql.startsWith("select pg_notify(")) {
                sent.set(true);
            }
        };
        try (PostgresStorage storage = new PostgresStorage(hooked, options)) {
            // The second owes a notice if it comes soon enough; no append after the failure may pay for it.
            await().pollDelay(Duration.ofMillis(200))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        if (!failed.get()) {
                            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
                            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
                        }
                        return failed.get();
                    });

            await().untilTrue(sent);
        }
    }

    private static final class UncheckedFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void a_time_out_for_transactions_ends_no_wait_for_the_lock() throws Exception {
        assumeThat(Integer.parseInt(PostgresServer.shared().version().split("\\.", 2)[0]))
                .as("transaction_timeout is there from PostgreSQL 17")
                .isGreaterThanOrEqualTo(17);
        PostgresStorage.Options options = Databases.newSchema();
        try (HikariDataSource pool = Pools.of(Databases.withSettings("transaction_timeout = '1s'"), 5);
                PostgresStorage storage = new PostgresStorage(pool, options);
                Connection connection = Databases.shared().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            connection.setAutoCommit(false);
            storage.within(connection).events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            CompletableFuture<?> future =
                    storage.events().appendAsync(Append.to(Loans.loan(1), any(), List.of(Loans.submitted())));
            statement.execute("select pg_sleep(2)");
            connection.commit();
            future.get(20, TimeUnit.SECONDS);
        }
    }

    /** Who waits no longer than two seconds must end a stalled holder too, some time. */
    @Test
    void a_stalled_process_is_ended_by_those_who_are_impatient_too() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        try (FaultProxy proxy = FaultProxy.to(
                        Databases.shared().host(), Databases.shared().port());
                HikariDataSource pool = Pools.of(Databases.shared().through(proxy), 3);
                PostgresStorage stopped = new PostgresStorage(pool, options);
                PostgresStorage other =
                        new PostgresStorage(Databases.pool(), options.withLockTimeout(Duration.ofSeconds(2)))) {
            stopped.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
            proxy.stallRequestsAfter(20_000);
            CompletableFuture<?> future = stopped.events()
                    .appendAsync(Append.to(
                            Loans.loan(2),
                            any(),
                            List.of(EventData.of(
                                    UUID.randomUUID(),
                                    "Scanned",
                                    Instant.now(),
                                    Payload.of("\"" + "x".repeat(100_000) + "\"")))));
            await().until(AppendLockHeld.in(options));
            long end = System.nanoTime() + Duration.ofSeconds(14).toNanos();
            boolean stored = false;
            int tries = 0;
            while (!stored && System.nanoTime() < end) {
                try {
                    tries++;
                    if (tries % 2 == 0) {
                        other.atomically(inside ->
                                inside.events().append(Append.to(Loans.loan(1), any(), List.of(Loans.submitted()))));
                    } else {
                        other.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
                    }
                    stored = true;
                } catch (StorageException e) {
                    // The next one may.
                    Thread.onSpinWait();
                }
            }
            proxy.cut();
            proxy.resume();
            future.handle((result, e) -> true).get(60, TimeUnit.SECONDS);
            assertThat(stored).isTrue();
        }
    }

    private static final class AppendLockHeld {
        static Callable<Boolean> in(PostgresStorage.Options options) {
            return () -> {
                try (Connection connection = Databases.pool().getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(
                                "select count(*) from pg_locks where locktype = 'advisory' and granted"
                                        + " and objid = '"
                                        + new Schema(options.schema()).quoted().replace("'", "''")
                                        + ".es_event'::regclass::oid")) {
                    row.next();
                    return row.getInt(1) > 1;
                } catch (SQLException e) {
                    return false;
                }
            };
        }
    }
}
