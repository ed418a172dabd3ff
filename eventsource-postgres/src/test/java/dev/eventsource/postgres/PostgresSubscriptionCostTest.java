// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What subscriptions ask of PostgreSQL, and that nobody's open transaction keeps a process from saying that it is alive. */
@Timeout(120)
class PostgresSubscriptionCostTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Long enough for a crowded machine: who loses it takes all partitions again, which is not what is counted. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    private final PostgresStorage.Options options = Databases.newSchema();
    private final Queue<String> statements = new ConcurrentLinkedQueue<>();
    private HikariDataSource pool;
    private PostgresStorage storage;

    @BeforeEach
    void open() {
        pool = Pools.of(Databases.shared(), 10);
        HookedDataSource hooked = new HookedDataSource(pool);
        hooked.before = statements::add;
        storage = new PostgresStorage(hooked, options);
    }

    @AfterEach
    void close() {
        storage.close();
        pool.close();
    }

    private static Subscription subscription(String name) {
        return Subscription.of(name, EventQuery.all(), Delivery.atLeastOnce(delivered -> {}))
                .partitions(8);
    }

    @Test
    void a_hundred_idle_subscriptions_say_that_they_are_alive_and_nothing_else() throws Exception {
        storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
        try (Running running = Running.on(storage, Running.Options.DEFAULT.withLease(LEASE))) {
            List<RunningSubscription> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(running.start(subscription("idle-" + i)));
            }
            await().atMost(PATIENCE.multipliedBy(3))
                    .until(() -> all.stream().allMatch(one -> one.state() == RunState.LIVE));
            await().atMost(PATIENCE)
                    .until(() -> storage.checkpoints().all().stream().allMatch(state -> state.position() == 1));
            assertThat(statements).as("of starting and settling").hasSizeLessThan(100 * 90);
            // Those who heard of the last start look once more, and all do when the storage sees at its next heartbeat
            // that something was appended since the last one.
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> {
                statements.clear();
                Thread.currentThread()
                        .join(PostgresStorage.Options.DEFAULT.heartbeat().toMillis() + 500);
                return statements.stream().noneMatch(sql -> sql.contains("es_partition") || sql.contains("e.payload"));
            });
            statements.clear();

            await().atMost(PATIENCE)
                    .until(() -> statements.stream()
                                    .filter(sql -> sql.contains("es_process"))
                                    .count()
                            >= 4);

            long pulses = statements.stream()
                    .filter(sql -> sql.contains("es_process"))
                    .count();
            // The storage's own heartbeat is the second.
            assertThat(statements.stream()
                            .filter(sql -> sql.contains("es_"))
                            .filter(sql -> !sql.contains("es_process")))
                    .hasSizeLessThan((int) pulses);
            assertThat(statements).noneMatch(sql -> sql.contains("es_partition") || sql.contains("es_dead_letter"));
        }
    }

    @Test
    void a_start_looks_at_the_others_by_a_handful_of_statements() throws Exception {
        try (Running running = Running.on(storage)) {
            for (int i = 0; i < 30; i++) {
                running.start(subscription("other-" + i));
            }
            await().atMost(PATIENCE.multipliedBy(3))
                    .until(() -> running.subscriptions().stream().allMatch(one -> one.state() == RunState.LIVE));
            Thread.currentThread().join(3_000);
            statements.clear();

            RunningSubscription one = running.start(subscription("one-more"));
            await().atMost(PATIENCE).until(() -> one.state() == RunState.LIVE);

            assertThat(statements).hasSizeLessThan(100);
        }
    }

    /** An exactly-once transaction of a process that was thought dead holds the row of its partition. */
    @Test
    void a_zombies_open_transaction_keeps_nobody_from_the_other_partitions() throws Exception {
        Semaphore handled = new Semaphore(0);
        Subscription subscription = Subscription.of(
                        "outcomes", EventQuery.all(), Delivery.atLeastOnce(delivered -> handled.release()))
                .partitions(4);
        Running first = Running.on(storage);
        first.start(subscription);
        first.close();
        try (Connection zombie = Databases.pool().getConnection()) {
            storage.leases().renew("zombie", Duration.ofSeconds(2));
            Lease lease =
                    storage.leases().claim("zombie", OUTCOMES, 0).orElseThrow().lease();
            zombie.setAutoCommit(false);
            assertThat(storage.within(zombie).checkpoints().advance(Map.of(lease, Checkpoint.START)))
                    .isEmpty();
            await().until(() -> storage.leases().division(OUTCOMES).owners().isEmpty());

            try (Running running = Running.on(
                    storage, Running.Options.DEFAULT.withProcess("heir").withLease(Duration.ofSeconds(1)))) {
                RunningSubscription heir = running.start(subscription);
                for (int i = 0; i < 40; i++) {
                    storage.events().append(Loans.loan(i), any(), List.of(Loans.submitted()));
                }
                await().atMost(4, TimeUnit.SECONDS)
                        .until(() -> Map.of(1, "heir", 2, "heir", 3, "heir")
                                .equals(storage.leases().division(OUTCOMES).owners()));
                assertThat(handled.tryAcquire(20, 4, TimeUnit.SECONDS)).isTrue();
                // It would lose its lease if it waited for the row.
                await().during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(4))
                        .until(() ->
                                storage.leases().division(OUTCOMES).owners().size() == 3);

                zombie.rollback();
                assertThat(heir.await(40, PATIENCE)).isTrue();
            }
        }
    }

    @Test
    void a_write_beside_the_events_is_three_round_trips() {
        storage.leases().renew("a", Duration.ofMinutes(1));
        storage.documents().put("loans", "1", Payload.of("{}"), any());
        statements.clear();

        storage.leases().renew("a", Duration.ofMinutes(1));
        assertThat(statements).as("and the commit").hasSize(2);
        statements.clear();
        storage.documents().put("loans", "1", Payload.of("{}"), any());
        assertThat(statements).hasSize(2);
    }

    /** Sessions that prepared their statements while the table was empty would read all of it for ever. */
    @Test
    void documents_are_found_by_their_keys_whenever_the_statements_were_prepared() throws SQLException {
        for (int i = 0; i < 12; i++) {
            useDocuments();
        }
        execute("alter table es_document set (autovacuum_enabled = false)");
        execute("insert into es_document (tenant, collection, key, version, content, changed_at, deleted)"
                + " select '', 'loans', 'bulk-' || g, 1, '{}', now(), false from generate_series(1, 50000) g");
        long before = query(
                "select coalesce(seq_tup_read, 0) from pg_stat_user_tables where relid = 'es_document'::regclass");
        for (int i = 0; i < 12; i++) {
            useDocuments();
        }

        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> query("select coalesce(seq_tup_read, 0) from pg_stat_user_tables"
                                + " where relid = 'es_document'::regclass")
                        < before + 50_000);
    }

    private void useDocuments() {
        storage.documents().get("loans", "bulk-4711");
        storage.documents().many("loans", List.of("bulk-4711", "bulk-4712"));
        storage.documents().put("loans", "one", Payload.of("{}"), any());
        storage.atomically(tx -> {
            tx.documents().get("loans", "bulk-4711");
            return tx.documents().put("loans", "two", Payload.of("{}"), any());
        });
    }

    private long query(String sql) throws SQLException {
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            statement.execute(sql);
        }
    }
}
