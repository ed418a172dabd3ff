// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.store.EventPage;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Subscriptions on PostgreSQL: catching up, beside reading the same pages by hand; from an append to its handler; idle. */
record SubscriptionBenchmark(Address address, Effort effort, PrintStream out) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SECONDS = 5;
    private static final AtomicInteger VERSIONS = new AtomicInteger();

    void catchUp(int events) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, 20)) {
            Workload workload = Workload.of(Shape.of(8, 10), events / 10, 0);
            Writers.all(workload)
                    .run(writer -> append -> store.storage()
                            .events()
                            .append(workload.appendsByWriter().get(writer).get(append)));
            address.execute(
                    "create table " + schema.name() + ".outcome (loan text primary key, events bigint not null)");
            address.execute("vacuum analyze " + schema.name() + ".es_event");
            schema.settle();
            PostgresStorage storage = store.storage();
            RateTable.ofReading()
                    .with("reading the same pages by hand", () -> byHand(storage))
                    .with("subscription, 1 partition, no-op handler", () -> handled(storage, noOp(), 1))
                    .with("subscription, 8 partitions, no-op handler", () -> handled(storage, noOp(), 8))
                    .with("exactly once, a row an event by SQL, 1 partition", () -> handled(storage, rows(schema), 1))
                    .with("exactly once, a row an event by SQL, 8 partitions", () -> handled(storage, rows(schema), 8))
                    .print(effort, out);
        }
    }

    private static long byHand(PostgresStorage storage) {
        long position = 0;
        while (true) {
            EventPage page = storage.events().readAll(EventQuery.all(), position, RateTable.PAGE);
            position = page.through();
            if (page.end()) {
                return position;
            }
        }
    }

    private static Delivery noOp() {
        return Delivery.atLeastOnce(delivered -> {});
    }

    /** As a user would write it: one statement an event, sent as a batch. */
    private static Delivery rows(FreshSchema schema) {
        String sql = "insert into " + schema.name()
                + ".outcome as o values (?, 1) on conflict (loan) do update set events = o.events + 1";
        return new Delivery(batch -> upsert(sql, batch), 500, true);
    }

    private static void upsert(String sql, Batch batch) throws SQLException {
        Connection connection = batch.storage().unwrap(Connection.class).orElseThrow();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (RecordedEvent event : batch.events()) {
                statement.setString(1, event.stream().key());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static long handled(PostgresStorage storage, Delivery delivery, int partitions)
            throws InterruptedException {
        Subscription subscription = Subscription.of("catch-up", EventQuery.all(), delivery)
                .partitions(partitions)
                .version(VERSIONS.incrementAndGet());
        long head = storage.events().head();
        try (Running running = Running.on(storage)) {
            if (!running.start(subscription).await(head, PATIENCE)) {
                throw new IllegalStateException("It did not catch up");
            }
        }
        return head;
    }

    void run(boolean quick) throws Exception {
        catchUp(quick ? 100_000 : 300_000);
        latencies();
        idle(100, quick ? 20 : 60);
    }

    /** Appends at a fixed rate, whatever becomes of them; the time runs from when an append was due. */
    void latency(int perSecond, boolean elsewhere) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, 20);
                PostgresStore other = PostgresStore.open(schema, 20)) {
            Map<Long, Long> seen = new ConcurrentHashMap<>();
            Subscription subscription = Subscription.of(
                            "latency",
                            EventQuery.all(),
                            Delivery.atLeastOnce(
                                    delivered -> seen.put(delivered.recorded().position(), System.nanoTime())))
                    .partitions(4);
            int count = perSecond * SECONDS;
            int warmUp = perSecond * 2;
            Workload workload = Workload.of(Shape.of(1, 1), count + warmUp, 0);
            Map<Long, Long> due = new ConcurrentHashMap<>();
            try (Running running = Running.on((elsewhere ? other : store).storage())) {
                RunningSubscription live = running.start(subscription);
                long begin = System.nanoTime();
                for (int i = 0; i < count + warmUp; i++) {
                    long time = begin + i * 1_000_000_000L / perSecond;
                    while (System.nanoTime() < time) {
                        LockSupport.parkNanos(Math.max(1, time - System.nanoTime()));
                    }
                    boolean counts = i >= warmUp;
                    var stored = store.storage()
                            .events()
                            .appendAsync(workload.appendsByWriter().get(0).get(i))
                            .thenAccept(result -> {
                                if (counts) {
                                    due.put(result.firstPosition(), time);
                                }
                            });
                    if (i == count + warmUp - 1) {
                        stored.join();
                    }
                }
                live.await(count + warmUp, PATIENCE);
            }
            Histogram delays = new Histogram(3);
            due.forEach((position, time) ->
                    delays.recordValue(Math.max(0, seen.getOrDefault(position, Long.MAX_VALUE) - time)));
            out.printf(
                    "| %,d | %s | %,d | %.2f | %.2f | %.2f |%n",
                    perSecond,
                    elsewhere ? "another storage, woken by NOTIFY" : "the storage that appends",
                    delays.getTotalCount(),
                    delays.getValueAtPercentile(50) / 1e6,
                    delays.getValueAtPercentile(99) / 1e6,
                    delays.getMaxValue() / 1e6);
        }
    }

    void latencies() throws Exception {
        out.printf("%nFrom the moment an append was due to its handler, appends at a fixed rate (open loop)%n%n");
        out.println("| appends/s | handled by | events | p50 ms | p99 ms | max ms |");
        out.println("| ---: | --- | ---: | ---: | ---: | ---: |");
        for (int rate : new int[] {100, 1_000, 5_000}) {
            latency(rate, false);
            latency(rate, true);
        }
    }

    /** Many subscriptions that have nothing to do. */
    void idle(int subscriptions, int seconds) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, 20);
                Running running = Running.on(store.storage())) {
            for (int i = 0; i < subscriptions; i++) {
                running.start(
                        Subscription.of("idle-" + i, EventQuery.all(), noOp()).partitions(8));
            }
            for (RunningSubscription one : running.subscriptions()) {
                while (one.state() != RunState.LIVE) {
                    LockSupport.parkNanos(10_000_000);
                }
            }
            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
            long statements = transactions();
            Cpu cpu = Cpu.start();
            LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
            Cpu.Used used = cpu.stop();
            out.printf(
                    "%n%d idle subscriptions of 8 partitions: %.2f %% of a core over %d s, client and server;"
                            + " %.2f transactions a second in the database (two of them are this count's)%n",
                    subscriptions,
                    100.0 * used.nanos() / 1e9 / seconds,
                    seconds,
                    (transactions() - statements) / (double) seconds);
        }
    }

    private long transactions() throws SQLException {
        try (Connection connection = address.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select xact_commit, now() from pg_stat_database where datname = current_database()")) {
            row.next();
            Timestamp now = row.getTimestamp(2);
            return now == null ? 0 : row.getLong(1);
        }
    }
}
