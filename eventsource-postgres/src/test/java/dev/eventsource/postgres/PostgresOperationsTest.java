// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.Payload;
import dev.eventsource.servers.Database;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Renewal;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a database with transactions at the same time can do to operations. */
@Timeout(60)
class PostgresOperationsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Payload AMOUNT = Payload.of("{\"amount\":20000}");
    private static final NewOperation CHARGE = NewOperation.of("card.charge", AMOUNT);
    private static final NewOperation KEYED = CHARGE.with(Options.DEFAULT.withKey("loan-1"));
    private static final Routes CARDS = new Routes(Set.of("default"), Set.of("card.charge"));

    private final PostgresStorage.Options options = Databases.newSchema();
    private final PostgresStorage storage = new PostgresStorage(Databases.pool(), options);

    @AfterEach
    void close() {
        storage.close();
    }

    private List<Claim> claim(Storage from) {
        return from.operations().queue().claim("worker", CARDS, MINUTE, 10);
    }

    private static List<Long> ids(List<Claim> claims) {
        return claims.stream().map(claim -> claim.operation().id()).toList();
    }

    @Test
    void what_becomes_visible_late_waits_for_what_is_running_of_its_key() throws SQLException {
        try (Connection late = Databases.pool().getConnection()) {
            late.setAutoCommit(false);
            long first = storage.within(late).operations().submit(KEYED);
            long second = storage.operations().submit(KEYED);
            List<Claim> running = claim(storage);
            assertThat(ids(running)).containsExactly(second);

            late.commit();

            assertThat(claim(storage)).isEmpty();
            storage.operations().queue().end(running.get(0), new Succeeded());
            assertThat(ids(claim(storage))).containsExactly(first);
        }
    }

    @Test
    void of_two_of_a_key_that_are_begun_at_the_same_moment_one_is() throws Exception {
        try (Connection late = Databases.pool().getConnection();
                Connection claiming = Databases.pool().getConnection()) {
            late.setAutoCommit(false);
            claiming.setAutoCommit(false);
            storage.within(late).operations().submit(KEYED);
            long second = storage.operations().submit(KEYED);
            assertThat(ids(claim(storage.within(claiming)))).containsExactly(second);
            late.commit();

            CompletableFuture<List<Claim>> racing = CompletableFuture.supplyAsync(() -> claim(storage));
            await().until(() -> isSomebodyWaiting());
            claiming.commit();

            assertThat(racing.get(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(storage.operations().list(Filter.ALL.in(OperationState.RUNNING), 10))
                    .singleElement()
                    .satisfies(one -> assertThat(one.id()).isEqualTo(second));
        }
    }

    @Test
    void however_much_waits_behind_one_of_its_key_workers_need_not_read_past_it() throws SQLException {
        OperationQueue queue = storage.operations().queue();
        long first = storage.operations().submit(KEYED);
        queue.end(claim(storage).get(0), new Failed(Outcome.FAILED, "no answer", OperationState.FAILED, Duration.ZERO));
        for (int i = 0; i < 300; i++) {
            storage.operations().submit(KEYED);
        }
        long free = storage.operations().submit(CHARGE);
        assertThat(ready()).isEqualTo(301);

        queue.tend(CARDS, operation -> {
            throw new AssertionError(operation);
        });

        assertThat(ready()).isEqualTo(1);
        assertThat(ids(claim(storage))).containsExactly(free);
        storage.operations().decide(first, OperationDecision.CANCEL, "ada", "the card has expired");
        assertThat(ready()).isEqualTo(300);
        assertThat(ids(claim(storage))).containsExactly(first + 1);
    }

    private long ready() throws SQLException {
        try (Connection connection = Databases.ownersPool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + new Schema(options.schema()).quoted()
                        + ".es_operation where ready")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void what_somebody_decides_while_it_is_looked_at_is_not_stood_behind() throws Exception {
        OperationQueue queue = storage.operations().queue();
        long first = storage.operations().submit(KEYED);
        queue.end(claim(storage).get(0), new Failed(Outcome.FAILED, "no answer", OperationState.FAILED, Duration.ZERO));
        long second = storage.operations().submit(KEYED);
        try (Connection deciding = Databases.pool().getConnection()) {
            deciding.setAutoCommit(false);
            storage.within(deciding)
                    .operations()
                    .decide(first, OperationDecision.CANCEL, "ada", "the card has expired");
            queue.tend(CARDS, operation -> {
                throw new AssertionError(operation);
            });
            deciding.commit();
        }

        assertThat(ids(claim(storage))).containsExactly(second);
    }

    private static boolean isSomebodyWaiting() throws SQLException {
        try (Connection connection = Databases.ownersPool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%es_operation%'")) {
            row.next();
            return row.getLong(1) > 0;
        }
    }

    @Test
    void what_somebody_has_locked_delays_only_the_worker_that_ends_it() throws Exception {
        for (int i = 0; i < 4; i++) {
            storage.operations().submit(CHARGE);
        }
        OperationQueue queue = storage.operations().queue();
        List<Claim> claims = queue.claim("worker", CARDS, MINUTE, 2);
        try (Connection locking = Databases.ownersPool().getConnection();
                Statement statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            statement.execute("select 1 from " + new Schema(options.schema()).quoted() + ".es_operation where id = "
                    + claims.get(0).operation().id() + " for update");
            CompletableFuture<Optional<Claim>> delayed = CompletableFuture.supplyAsync(
                    () -> queue.endAndClaim(claims.get(0), new Succeeded(), CARDS, MINUTE));
            await().until(() -> isSomebodyWaiting());

            assertThat(queue.endAndClaim(claims.get(1), new Succeeded(), CARDS, MINUTE))
                    .isPresent();
            assertThat(delayed).isNotDone();

            locking.rollback();
            assertThat(delayed.get(20, TimeUnit.SECONDS)).isPresent();
        }
    }

    @Test
    void what_somebody_signals_in_a_long_transaction_keeps_no_other_lease_from_being_renewed() throws SQLException {
        OperationQueue queue = storage.operations().queue();
        storage.operations().submit(CHARGE);
        storage.operations().submit(CHARGE);
        long unknown = storage.operations().submit(NewOperation.of("letter.send", AMOUNT));
        List<Claim> claims = queue.claim("worker", CARDS, MINUTE, 2);
        try (Connection signalling = Databases.pool().getConnection()) {
            signalling.setAutoCommit(false);
            Storage inside = storage.within(signalling);
            inside.operations().signal(claims.get(0).operation().id(), "approval", AMOUNT);
            inside.operations().signal(unknown, "approval", AMOUNT);

            assertThat(queue.renew(claims, MINUTE)).isEqualTo(new Renewal(Set.of(claims.get(1)), Set.of()));
            queue.tend(CARDS, operation -> {
                throw new AssertionError(operation);
            });
            signalling.commit();
        }
        assertThat(queue.renew(claims, MINUTE)).isEqualTo(new Renewal(Set.copyOf(claims), Set.of()));
    }

    @Test
    void what_lets_others_pass_is_not_stood_behind_when_it_fails_while_it_is_looked_at() {
        OperationQueue queue = storage.operations().queue();
        long first = storage.operations()
                .submit(CHARGE.with(Options.DEFAULT.withKey("loan-1").lettingPass()));
        long second = storage.operations().submit(KEYED);
        queue.end(claim(storage).get(0), new Waiting("approval"));
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        AtomicBoolean failed = new AtomicBoolean();
        hooked.before = sql -> {
            if (sql.contains("where id = ? and (state = 'WAITING'") && !failed.getAndSet(true)) {
                storage.operations().signal(first, "approval", AMOUNT);
                queue.end(
                        claim(storage).get(0),
                        new Failed(Outcome.FAILED, "no answer", OperationState.FAILED, Duration.ZERO));
            }
        };
        try (PostgresStorage looking = new PostgresStorage(hooked, options)) {
            looking.operations().queue().tend(CARDS, operation -> {
                throw new AssertionError(operation);
            });
        }

        assertThat(failed).isTrue();
        assertThat(ids(claim(storage))).containsExactly(second);
    }

    /** Nothing else would wake the worker in time: who submits ends before anybody has asked. */
    @Test
    void what_a_process_submits_that_ends_at_once_wakes_workers_elsewhere() {
        Duration hour = Duration.ofHours(1);
        try (PostgresStorage elsewhere = new PostgresStorage(Databases.pool(), options.withHeartbeat(hour));
                OperationRunner runner = OperationRunner.start(
                        elsewhere,
                        new OperationRouter().on("card.charge", any -> {}),
                        OperationRunner.Options.DEFAULT.withHeartbeat(hour))) {
            for (int round = 0; round < 20; round++) {
                long id;
                try (PostgresStorage brief = new PostgresStorage(Databases.pool(), options)) {
                    id = brief.operations().submit(CHARGE);
                }
                await().until(() -> state(id) == OperationState.SUCCEEDED);
            }
            assertThat(runner).isNotNull();
        }
    }

    @Test
    void workers_do_not_wait_for_each_other() throws SQLException {
        for (int i = 0; i < 3; i++) {
            storage.operations().submit(CHARGE);
        }
        try (Connection claiming = Databases.pool().getConnection()) {
            claiming.setAutoCommit(false);
            List<Claim> first = storage.within(claiming).operations().queue().claim("a", CARDS, MINUTE, 2);
            assertThat(first).hasSize(2);

            assertThat(claim(storage)).hasSize(1).doesNotContainAnyElementsOf(first);
            claiming.rollback();
        }
        assertThat(claim(storage)).hasSize(2);
    }

    @Test
    void what_is_submitted_in_a_transaction_of_ones_own_wakes_workers_everywhere() throws SQLException {
        OperationRunner.Options idle = OperationRunner.Options.DEFAULT.withHeartbeat(Duration.ofHours(1));
        try (PostgresStorage elsewhere = new PostgresStorage(Databases.pool(), options);
                OperationRunner runner =
                        OperationRunner.start(elsewhere, new OperationRouter().on("card.charge", any -> {}), idle);
                Connection own = Databases.pool().getConnection()) {
            long before = storage.operations().submit(CHARGE);
            await().until(() -> state(before) == OperationState.SUCCEEDED);
            own.setAutoCommit(false);
            long id = storage.within(own).operations().submit(CHARGE);
            assertThat(storage.operations().find(id)).isEmpty();

            own.commit();

            await().until(() -> state(id) == OperationState.SUCCEEDED);
            assertThat(runner.stop(Duration.ofSeconds(5))).isEmpty();
        }
    }

    private OperationState state(long id) {
        return storage.operations().find(id).orElseThrow().operation().state();
    }

    @Test
    void a_reader_sees_its_tenants_operations_and_decides_nothing() throws SQLException {
        String user = "reader_" + UUID.randomUUID().toString().replace("-", "");
        String schema = new Schema(options.schema()).quoted();
        try (Connection connection = Databases.ownersPool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + user + " login password 'reads' in role eventsource_reader");
            statement.execute("insert into " + schema + ".es_reader values ('" + user + "', 'acme')");
        }
        for (String tenant : List.of("acme", "rival", "")) {
            Storage own = storage.forTenant(tenant);
            long id = own.operations().submit(CHARGE);
            own.operations().signal(id, "approval", AMOUNT);
            Claim claim = claim(own).get(0);
            own.operations().queue().record(claim, "reserve", AMOUNT, Optional.of(new Compensation("undo", AMOUNT)));
        }
        Database readers = Databases.shared().as(user, "reads");
        try (HikariDataSource pool = Pools.of(readers, 4);
                PostgresStorage wall = new PostgresStorage(pool, options);
                Connection connection = readers.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(wall.operations().list(Filter.ALL, 10))
                    .singleElement()
                    .satisfies(one -> assertThat(one.tenant()).isEqualTo("acme"));
            for (String table :
                    List.of("es_operation", "es_operation_attempt", "es_operation_step", "es_operation_signal")) {
                try (ResultSet row = statement.executeQuery("select count(*) from " + schema + "." + table)) {
                    row.next();
                    assertThat(row.getInt(1)).as(table).isEqualTo(1);
                }
            }
            assertThatThrownBy(() -> wall.operations().submit(CHARGE))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("lacks a right");
        }
    }
}
