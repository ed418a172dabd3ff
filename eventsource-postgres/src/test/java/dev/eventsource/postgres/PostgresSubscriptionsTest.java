// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What subscriptions cost others on PostgreSQL: nothing, as long as they do not append. */
@Timeout(60)
class PostgresSubscriptionsTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PostgresStorage.Options options = Databases.newSchema();
    private PostgresStorage storage;
    private Lease lease;

    @BeforeEach
    void claim_a_partition() {
        storage = new PostgresStorage(Databases.pool(), options);
        storage.checkpoints().register(OUTCOMES, 2, "all", Checkpoint.START);
        storage.leases().renew("a", MINUTE);
        lease = storage.leases().claim("a", OUTCOMES, 0).orElseThrow().lease();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void nothing_here_waits_for_the_append_lock() throws SQLException {
        try (Connection connection = Databases.pool().getConnection()) {
            connection.setAutoCommit(false);
            storage.within(connection).events().append(Loans.loan(1), any(), List.of(Loans.submitted()));

            assertThat(storage.leases().renew("b", MINUTE).head()).isZero();
            storage.leases().join("b", OUTCOMES);
            assertThat(advance(7)).isTrue();
            assertThat(storage.leases().claim("b", OUTCOMES, 1)).isPresent();
            storage.deadLetters().attempt(lease, 8, 1);
            storage.checkpoints().reset(OUTCOMES, Checkpoint.START, true);
            storage.leases().leave("b");

            connection.rollback();
        }
        assertThat(storage.events().head()).isZero();
    }

    @Test
    void a_transaction_that_moves_on_holds_up_no_append() {
        storage.atomically(inside -> {
            assertThat(inside.checkpoints().advance(Map.of(lease, new Checkpoint(7, null))))
                    .isEmpty();
            CompletableFuture.runAsync(() -> storage.events().append(Loans.loan(1), any(), List.of(Loans.submitted())))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            return true;
        });

        assertThat(storage.events().head()).isEqualTo(1);
        assertThat(position()).isEqualTo(7);
    }

    /** A transaction that rolled back, or was lost, must not have moved it; see promise 6 for the other way. */
    @Test
    void a_checkpoint_is_part_of_a_callers_own_transaction() throws SQLException {
        try (Connection connection = Databases.pool().getConnection()) {
            connection.setAutoCommit(false);
            Map<Lease, Checkpoint> next = Map.of(lease, new Checkpoint(7, null));
            assertThat(storage.within(connection).checkpoints().advance(next)).isEmpty();
            connection.rollback();
            assertThat(position()).isZero();

            assertThat(storage.within(connection).checkpoints().advance(next)).isEmpty();
            connection.commit();
            assertThat(position()).isEqualTo(7);
        }
    }

    /** So a checkpoint that moves on all the time leaves nothing behind for a vacuum. */
    @Test
    void checkpoints_and_leases_change_in_place() throws SQLException {
        for (int position = 1; position <= 500; position++) {
            assertThat(advance(position)).isTrue();
            storage.leases().renew("a", MINUTE);
        }
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            storage.leases().renew("a", MINUTE);
            advance(500);
            return updates("es_partition", "n_tup_upd") >= 500 && updates("es_process", "n_tup_upd") >= 500;
        });

        for (String table : List.of("es_partition", "es_process")) {
            long all = updates(table, "n_tup_upd");
            assertThat(updates(table, "n_tup_hot_upd")).as(table).isGreaterThan(all * 95 / 100);
            assertThat(query("select pg_relation_size('" + table + "')"))
                    .as(table)
                    .isLessThan(100_000);
        }
    }

    @Test
    void the_clock_of_a_process_does_not_matter() {
        Clock late = Clock.fixed(Instant.parse("2011-10-01T12:00:00Z"), ZoneOffset.UTC);
        Clock early = Clock.fixed(Instant.parse("2100-10-01T12:00:00Z"), ZoneOffset.UTC);
        try (PostgresStorage one = new PostgresStorage(Databases.pool(), options, late);
                PostgresStorage other = new PostgresStorage(Databases.pool(), options, early)) {
            one.leases().renew("late", MINUTE);
            Lease own = one.leases().claim("late", OUTCOMES, 1).orElseThrow().lease();
            other.leases().renew("early", MINUTE);

            assertThat(other.leases().claim("early", OUTCOMES, 1)).isEmpty();
            assertThat(one.checkpoints().advance(Map.of(own, new Checkpoint(7, null))))
                    .isEmpty();
            SubscriptionState state = other.checkpoints().find(OUTCOMES).orElseThrow();
            Instant now = Instant.now();
            assertThat(state.createdAt()).isBetween(now.minus(MINUTE), now.plus(MINUTE));
            assertThat(state.partitions().get(1).changedAt()).isBetween(now.minus(MINUTE), now.plus(MINUTE));
        }
    }

    /** The time is that of the moment: a transaction that began while the owner was alive does not keep him alive. */
    @Test
    void a_lease_ends_inside_a_transaction_that_began_before() {
        boolean refused = storage.atomically(inside -> {
            inside.checkpoints().find(OUTCOMES);
            CompletableFuture.runAsync(() -> storage.leases().renew("a", Duration.ofMillis(100)))
                    .join();
            await().until(() -> storage.leases().division(OUTCOMES).owners().isEmpty());
            return !inside.checkpoints()
                    .advance(Map.of(lease, new Checkpoint(7, null)))
                    .isEmpty();
        });

        assertThat(refused).isTrue();
    }

    @Test
    void who_has_been_dead_for_an_hour_is_forgotten_when_somebody_joins() throws SQLException {
        Leases leases = storage.leases();
        for (String process : new String[] {"dead", "resting"}) {
            leases.renew(process, MINUTE);
            leases.join(process, OUTCOMES);
        }
        execute("update es_process set lease_until = lease_until - 62 * 60000000::bigint where id = 'dead'");
        execute("update es_process set lease_until = lease_until - 60 * 60000000::bigint where id = 'resting'");
        leases.renew("alive", MINUTE);

        leases.join("alive", OUTCOMES);

        leases.renew("dead", MINUTE);
        leases.renew("resting", MINUTE);
        assertThat(leases.division(OUTCOMES).members()).containsExactly("alive", "resting");
    }

    private boolean advance(long position) {
        return storage.checkpoints()
                .advance(Map.of(lease, new Checkpoint(position, null)))
                .isEmpty();
    }

    private long position() {
        return storage.checkpoints()
                .find(OUTCOMES)
                .orElseThrow()
                .partitions()
                .get(0)
                .checkpoint()
                .position();
    }

    private long updates(String table, String column) throws SQLException {
        return query("select " + column + " from pg_stat_user_tables where relid = '" + table + "'::regclass");
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
