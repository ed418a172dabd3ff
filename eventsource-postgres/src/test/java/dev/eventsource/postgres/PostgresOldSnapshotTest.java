// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Another session holds an old snapshot, so that no version of a row can go: checkpoints and pulses cost little more than
 * before. System property {@code eventsource.snapshot.seconds}: how long a subscription works under it.
 */
@Timeout(600)
class PostgresOldSnapshotTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");
    private static final int PARTITIONS = 8;
    private static final int SECONDS = Integer.getInteger("eventsource.snapshot.seconds", 8);

    private static final int SLICES = 6;

    /** Of two minutes: one each 100 ms. */
    private static final int CHECKPOINTS = 1_200;

    /** Of two minutes: one each fifth of the lease, of ten seconds. */
    private static final int EVERY = CHECKPOINTS / 60;

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");
    private static final String MOVE = """
            update es_partition as p
               set position = p.position, changed_at = now()
             where p.tenant = '' and p.name = 'outcomes' and p.version = 1 and p.partition = 3 and p.token = 1
               and exists (select 1
                             from es_process q
                            where q.tenant = p.tenant and q.id = p.owner and q.lease_until > 0)""";
    private static final String PULSE = """
            update es_process
               set lease_until = lease_until
             where tenant = '' and id = 'a'""";

    private final PostgresStorage.Options options = Databases.newSchema();
    private PostgresStorage storage;
    private Connection holder;

    @BeforeEach
    void hold_a_snapshot() throws SQLException {
        storage = new PostgresStorage(Databases.pool(), options);
        storage.checkpoints().register(OUTCOMES, PARTITIONS, "all events", Checkpoint.START);
        holder = Databases.owners().dataSource().getConnection();
        holder.setAutoCommit(false);
        holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = holder.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            statement.executeQuery("select count(*) from es_partition").close();
        }
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        storage.close();
    }

    @Test
    void checkpoints_and_pulses_of_two_minutes_leave_the_next_one_cheap() throws SQLException {
        Map<Lease, Long> leases = new HashMap<>();
        storage.leases().renew("a", LONG);
        for (int i = 0; i < PARTITIONS; i++) {
            leases.put(storage.leases().claim("a", OUTCOMES, i).orElseThrow().lease(), 0L);
        }
        long moveBefore = buffers(MOVE);
        long pulseBefore = buffers(PULSE);
        long first = moved(leases, 1, CHECKPOINTS / 12);
        moved(leases, CHECKPOINTS / 12 + 1, CHECKPOINTS * 11 / 12);
        long last = moved(leases, CHECKPOINTS * 11 / 12 + 1, CHECKPOINTS);

        long move = buffers(MOVE);
        long pulse = buffers(PULSE);
        System.out.printf(
                "Buffers touched by a checkpoint %d, at the end %d; by a pulse %d, at the end %d;"
                        + " time of 100 rounds of %d checkpoints %d ms, at the end %d ms%n",
                moveBefore, move, pulseBefore, pulse, PARTITIONS, first / 1_000_000, last / 1_000_000);
        assertThat(move).as("buffers that a checkpoint touches").isLessThan(200);
        assertThat(pulse).as("buffers that a pulse touches").isLessThan(50);
    }

    /** In how many nanoseconds. */
    private long moved(Map<Lease, Long> leases, int from, int to) {
        long begin = System.nanoTime();
        for (int position = from; position <= to; position++) {
            Map<Lease, Checkpoint> due = new HashMap<>();
            for (Lease lease : leases.keySet()) {
                due.put(lease, new Checkpoint(position, null));
            }
            assertThat(storage.checkpoints().advance(due)).isEmpty();
            if (position % EVERY == 0) {
                storage.leases().renew("a", LONG);
            }
        }
        return System.nanoTime() - begin;
    }

    @Test
    void a_subscription_handles_at_least_half_as_many_events_when_the_snapshot_is_old() throws Exception {
        handles(Delivery.atLeastOnce(delivered -> {}), "at least once");
    }

    @Test
    void an_exactly_once_subscription_does_too() throws Exception {
        handles(Delivery.exactlyOnce(delivered -> {}), "exactly once");
    }

    /** Against one whose rows are new, at the same time: what else the machine does slows down both. */
    private void handles(Delivery delivery, String how) throws Exception {
        try (PostgresStorage fresh = new PostgresStorage(Databases.pool(), Databases.newSchema());
                Running running = Running.on(storage);
                Running other = Running.on(fresh)) {
            RunningSubscription old = start(running, delivery);
            handledFor(storage, old, SECONDS);
            long size = size("es_partition") / 1024;
            RunningSubscription young = start(other, delivery);
            handledFor(fresh, young, 1);
            long withOld = 0;
            long withYoung = 0;
            for (int i = 0; i < SLICES; i++) {
                withOld += handledFor(storage, old, 0.5);
                withYoung += handledFor(fresh, young, 0.5);
            }
            System.out.printf(
                    "%s: %d events/s when the snapshot was %d s old, with %d kB of partitions; %d/s with new rows%n",
                    how, withOld * 2 / SLICES, SECONDS, size, withYoung * 2 / SLICES);
            assertThat(withOld).as("events handled when the snapshot was old").isGreaterThan(withYoung / 2);
        }
    }

    private static RunningSubscription start(Running running, Delivery delivery) {
        return running.start(Subscription.of("busy", EventQuery.all(), delivery).partitions(PARTITIONS));
    }

    /** Appends a few at a time, and waits for the end of them: so they come a few at a time. */
    private static long handledFor(PostgresStorage storage, RunningSubscription subscription, double seconds)
            throws InterruptedException {
        long begin = System.nanoTime();
        long before = subscription.handled();
        int stream = 0;
        while (System.nanoTime() - begin < seconds * 1e9) {
            for (int i = 0; i < 10; i++) {
                storage.events()
                        .append(
                                Loans.loan(++stream % 100),
                                ExpectedVersion.any(),
                                Stream.generate(Loans::submitted).limit(10).toList());
            }
            assertThat(subscription.await(storage.events().head(), Duration.ofMinutes(1)))
                    .isTrue();
        }
        return subscription.handled() - before;
    }

    private long buffers(String update) throws SQLException {
        StringBuilder plan = new StringBuilder();
        query("explain (analyze, buffers, costs off, timing off, summary off) " + update, plan);
        Matcher found = BUFFERS.matcher(plan);
        if (!found.find()) {
            throw new IllegalStateException(plan.toString());
        }
        return Long.parseLong(found.group(1)) + (found.group(2) == null ? 0 : Long.parseLong(found.group(2)));
    }

    private long size(String table) throws SQLException {
        StringBuilder size = new StringBuilder();
        query("select pg_relation_size('" + table + "')", size);
        return Long.parseLong(size.toString().trim());
    }

    private void query(String sql, StringBuilder answer) throws SQLException {
        try (Connection owner = Databases.owners().dataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("set search_path to " + new Schema(options.schema()).quoted());
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    answer.append(rows.getString(1)).append('\n');
                }
            }
        }
    }
}
