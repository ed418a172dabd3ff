// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.HandQueue.Desk;
import dev.eventsource.event.Payload;
import dev.eventsource.postgres.PostgresStorage;
import dev.eventsource.store.NewOperation;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.postgresql.PGConnection;

/** Operations on PostgreSQL: submitting, doing a hundred thousand that do nothing, and how soon an idle worker begins one. */
record OperationBenchmark(Address address, Effort effort, PrintStream out) {

    static final String PAYLOAD = "{\"loan\":4711,\"amount\":12500}";
    private static final String TYPE = "no.op";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long IDLE_NANOS = 20_000_000;

    void run(boolean quick) throws Exception {
        out.printf("""

                By hand: a table of jobs with two indexes, an index of what is pending among them, and for the second way a table
                of attempts; workers take one job after the other with SKIP LOCKED, a connection a worker. Those in one
                transaction know nothing of a job whose worker died; those with attempts commit one before they begin, as the
                library does, which also looks at keys, deadlines, channels, tenants and types. Notices are sent by all.
                """);
        for (int writers : new int[] {1, 16}) {
            submitting(writers, quick ? 4_000 : 20_000);
        }
        for (int workers : new int[] {1, 4, 16}) {
            burning(workers, quick || workers == 1 ? 20_000 : 100_000);
        }
        picking(quick ? 200 : 1_000);
    }

    private void submitting(int writers, int each) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, writers + 3)) {
            HandQueue hand = HandQueue.in(schema);
            int count = writers == 1 ? each / 4 : each;
            PostgresStorage storage = store.storage();
            new RateTable("submit, " + writers + " at once", "operation", "by hand")
                    .with("insert by hand", () -> byHand(hand, writers, count, desk -> desk.submit(false)))
                    .with("submit", () -> inThreads(writers, share(count, writers), () -> submit(storage)))
                    .with("insert by hand with a row", () -> byHand(hand, writers, count, desk -> desk.submit(true)))
                    .with(
                            "submit with a row",
                            () -> inThreads(writers, share(count, writers), () -> withRow(storage, schema)))
                    .print(effort, out);
        }
    }

    private static void submit(PostgresStorage storage) {
        storage.operations().submit(NewOperation.of(TYPE, Payload.of(PAYLOAD)));
    }

    private static void withRow(PostgresStorage storage, FreshSchema schema) throws SQLException {
        storage.atomically((tx, connection) -> {
            try (var row = connection.prepareStatement("insert into " + schema.name() + ".loan (name) values (?)")) {
                row.setString(1, "Ada");
                row.executeUpdate();
            }
            return tx.operations().submit(NewOperation.of(TYPE, Payload.of(PAYLOAD)));
        });
    }

    private void burning(int workers, int count) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, workers + 4)) {
            HandQueue hand = HandQueue.in(schema);
            new RateTable("%,d that do nothing, %d workers".formatted(count, workers), "operation", "one transaction")
                    .with(
                            "by hand, in one transaction",
                            filled(() -> hand.fill(count), () -> drain(hand, workers, Desk::work)))
                    .with(
                            "by hand, with attempts",
                            filled(
                                    () -> hand.fill(count),
                                    () -> drain(hand, workers, desk -> desk.workWithWitness("worker", () -> {}))))
                    .with(
                            "operations",
                            filled(() -> fill(schema, store.storage(), count), () -> done(store, workers, count)))
                    .print(effort, out);
        }
    }

    private static RateTable.Trial filled(Filling filling, Callable<Long> draining) {
        return new RateTable.Trial() {
            @Override
            public void prepare() throws Exception {
                filling.fill();
            }

            @Override
            public long run() throws Exception {
                return draining.call();
            }
        };
    }

    /** One that was submitted, and copies of it. */
    private static void fill(FreshSchema schema, PostgresStorage storage, int count) throws SQLException {
        String name = schema.name() + ".es_operation";
        schema.address().execute("truncate " + name + ", " + name + "_attempt");
        submit(storage);
        schema.address()
                .execute(
                        "create temp table copied as select * from " + name,
                        "alter table copied drop column id",
                        "insert into " + name + " (tenant, type, channel, priority, passing, reference, payload,"
                                + " metadata, submitted_at, state, ready, unroutable, due_at, attempts, failures, token,"
                                + " worker, signal, error, changed_at, lease_until)"
                                + " select tenant, type, channel, priority, passing, gen_random_uuid(), payload, metadata,"
                                + " submitted_at, state, ready, unroutable, due_at, attempts, failures, token, worker,"
                                + " signal, error, changed_at, lease_until"
                                + " from copied, generate_series(2, " + count + ")",
                        "vacuum analyze " + name);
    }

    private static long done(PostgresStore store, int workers, int count) throws InterruptedException {
        CountDownLatch missing = new CountDownLatch(count);
        OperationRouter router = new OperationRouter().on(TYPE, operation -> missing.countDown());
        try (OperationRunner runner =
                OperationRunner.start(store.storage(), router, OperationRunner.Options.DEFAULT.withWorkers(workers))) {
            if (!missing.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(missing.getCount() + " were not done");
            }
            runner.stop(PATIENCE);
        }
        return count;
    }

    private static long drain(HandQueue hand, int workers, Working working) throws Exception {
        AtomicLong done = new AtomicLong();
        inThreads(workers, 1, () -> {
            try (Desk desk = hand.open()) {
                while (working.work(desk)) {
                    done.incrementAndGet();
                }
            }
        });
        return done.get();
    }

    private static long byHand(HandQueue hand, int threads, int count, Submitting submitting) throws Exception {
        int each = share(count, threads);
        inThreads(threads, 1, () -> {
            try (Desk desk = hand.open()) {
                for (int i = 0; i < each; i++) {
                    submitting.submit(desk);
                }
            }
        });
        return (long) each * threads;
    }

    private static int share(int count, int threads) {
        return count / threads;
    }

    private static long inThreads(int threads, int times, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            IntStream.range(0, threads)
                    .forEach(i -> all.add(executor.submit(() -> {
                        for (int time = 0; time < times; time++) {
                            work.run();
                        }
                        return threads;
                    })));
            for (Future<?> one : all) {
                one.get();
            }
            return (long) threads * times;
        } finally {
            executor.shutdownNow();
        }
    }

    private void picking(int count) throws Exception {
        out.println();
        out.println("One every 20 ms, from the call that submits it until its handler begins");
        out.println();
        out.println("| begun by | operations | p50 ms | p99 ms | max ms |");
        out.println("| --- | ---: | ---: | ---: | ---: |");
        pickedByHand(count);
        picked("operations, the process that submits", false, count);
        picked("operations, another storage, by NOTIFY", true, count);
    }

    private void picked(String label, boolean elsewhere, int count) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                PostgresStore store = PostgresStore.open(schema, 10);
                PostgresStore other = PostgresStore.open(schema, 10)) {
            Pickup pickup = new Pickup(count);
            OperationRouter router = new OperationRouter().on(TYPE, operation -> pickup.begun());
            try (OperationRunner runner = OperationRunner.start((elsewhere ? other : store).storage(), router)) {
                pickup.run(() -> submit(store.storage()));
                runner.stop(PATIENCE);
            }
            pickup.print(label, out);
        }
    }

    private void pickedByHand(int count) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address)) {
            HandQueue hand = HandQueue.in(schema);
            Pickup pickup = new Pickup(count);
            ExecutorService worker = Executors.newSingleThreadExecutor();
            try (Desk submitter = hand.open();
                    Desk desk = hand.open();
                    Connection listening = hand.connect()) {
                listening.createStatement().execute("listen job");
                Future<?> working = worker.submit(() -> {
                    PGConnection notices = listening.unwrap(PGConnection.class);
                    while (!pickup.isOver()) {
                        notices.getNotifications(1_000);
                        while (desk.workWithWitness("worker", pickup::begun)) {
                            Thread.onSpinWait();
                        }
                    }
                    return true;
                });
                pickup.run(() -> submitter.submit(false));
                working.get();
            } finally {
                worker.shutdownNow();
            }
            pickup.print("by hand with attempts, by NOTIFY", out);
        }
    }

    /** Something that is submitted while nothing else is to be done, again and again. */
    private static final class Pickup {

        private static final int WARM_UP = 100;

        private final int count;
        private final Histogram delays = new Histogram(3);
        private volatile long begin;
        private volatile CountDownLatch begun = new CountDownLatch(1);
        private volatile boolean over;

        Pickup(int count) {
            this.count = count;
        }

        void run(Work submitting) throws Exception {
            for (int i = -WARM_UP; i < count; i++) {
                LockSupport.parkNanos(IDLE_NANOS);
                begun = new CountDownLatch(1);
                over = i == count - 1;
                begin = System.nanoTime();
                submitting.run();
                if (!begun.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("It was not begun");
                }
                if (i < 0) {
                    delays.reset();
                }
            }
        }

        void begun() {
            delays.recordValue(System.nanoTime() - begin);
            begun.countDown();
        }

        boolean isOver() {
            return over && begun.getCount() == 0;
        }

        void print(String label, PrintStream out) {
            out.printf(
                    "| %s | %,d | %.2f | %.2f | %.2f |%n",
                    label,
                    delays.getTotalCount(),
                    delays.getValueAtPercentile(50) / 1e6,
                    delays.getValueAtPercentile(99) / 1e6,
                    delays.getMaxValue() / 1e6);
        }
    }

    private interface Filling {
        void fill() throws SQLException;
    }

    private interface Working {
        boolean work(Desk desk) throws SQLException;
    }

    private interface Submitting {
        void submit(Desk desk) throws SQLException;
    }

    private interface Work {
        void run() throws Exception;
    }
}
