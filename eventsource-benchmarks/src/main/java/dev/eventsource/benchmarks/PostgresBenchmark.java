// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL, beside the same rows written in other ways. */
record PostgresBenchmark(Arguments asked, PrintStream out) {

    private static final int WARM_UP = 20;
    private static final int PROCESSES = 4;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FAR = Duration.ofNanos(500_000);

    void run() throws Exception {
        try (PostgresTarget target = PostgresTarget.open()) {
            out.println();
            out.println(target.description());
            out.println(
                    "INSERT and COPY: the same rows into the same tables by plain JDBC, a connection a writer, one statement"
                            + " and one transaction an append; streams are there already, positions come from a sequence and are"
                            + " not in commit order. Only PostgresStorage creates streams, checks ids and wakes readers. CPU: of"
                            + " client and server together, without that of a server elsewhere. Others: what neighbours took of the"
                            + " machine meanwhile; where that is much, believe the CPU column only.");
            appends(target.address());
            inProcesses(target.address());
            far(target.address());
            visible(target.address());
            new PostgresReadBenchmark(target.address(), effort(), out).run(asked.quick() ? 100_000 : 300_000);
        }
    }

    void runSubscriptions() throws Exception {
        try (PostgresTarget target = PostgresTarget.open()) {
            out.println();
            out.println(target.description());
            new SubscriptionBenchmark(target.address(), effort(), out).run(asked.quick());
        }
    }

    void runAggregates() throws Exception {
        try (PostgresTarget target = PostgresTarget.open()) {
            out.println();
            out.println(target.description());
            new CycleBenchmark(target.address(), effort(), out).run(asked.quick());
        }
    }

    void runOperations() throws Exception {
        try (PostgresTarget target = PostgresTarget.open()) {
            out.println();
            out.println(target.description());
            new OperationBenchmark(target.address(), withoutCpu(), out).run(asked.quick());
        }
    }

    private void appends(Address address) throws Exception {
        AppendBenchmark all = new AppendBenchmark(contenders(address, Way.values()), effort(), out);
        AppendBenchmark insertsOnly =
                new AppendBenchmark(contenders(address, Way.BARE_INSERT, Way.XID8, Way.STORAGE), effort(), out);
        all.head();
        for (int events : asked.quick() ? new int[] {1, 100} : new int[] {1, 10, 100}) {
            for (int writers : asked.quick() ? new int[] {1, 32} : new int[] {1, 8, 32, 128}) {
                all.run(workload(Shape.of(writers, events)));
            }
        }
        all.run(workload(Shape.of(32, 1).onOneStream()));
        // A COPY fills one table, and tags are in a second one.
        insertsOnly.run(workload(Shape.of(1, 1).withTags(3)));
        insertsOnly.run(workload(Shape.of(32, 1).withTags(3)));
    }

    private void inProcesses(Address address) throws Exception {
        out.printf("%nIn %d processes, each with its own connections%n", PROCESSES);
        List<Child> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(Child.start(WriterProcess.class, address));
            }
            AppendBenchmark benchmark = new AppendBenchmark(
                    Stream.of(Way.BARE_INSERT, Way.STORAGE)
                            .<Contender>map(way -> new ProcessesContender(way, address, processes))
                            .toList(),
                    effort(),
                    out);
            benchmark.head();
            for (int writers : new int[] {2, 8}) {
                benchmark.run(workload(Shape.of(PROCESSES * writers, 1).inProcesses(PROCESSES)));
            }
        } finally {
            for (Child process : processes) {
                process.close();
            }
        }
    }

    private void far(Address near) throws Exception {
        Address address = near.behind(FAR);
        out.printf(
                "%nOver a network that adds %.1f ms to each round trip; that of a select 1 took %.2f ms, without the network"
                        + " %.2f ms%n",
                FAR.toNanos() / 1e6, roundTrip(address), roundTrip(near));
        AppendBenchmark benchmark = new AppendBenchmark(
                Stream.of(Way.BARE_INSERT, Way.STORAGE)
                        .<Contender>map(way -> new PostgresContender(way, near, address))
                        .toList(),
                effort(),
                out);
        benchmark.head();
        for (int writers : asked.quick() ? new int[] {1, 32} : new int[] {1, 8, 32}) {
            benchmark.run(Workload.of(
                            Shape.of(writers, 1), Math.min(count(Shape.of(writers, 1)), writers * 1_500), WARM_UP)
                    .within(LIMIT));
        }
    }

    private void visible(Address address) throws Exception {
        Visibility visibility = new Visibility(address, effort(), out);
        visibility.head();
        visibility.idle(asked.quick() ? 200 : 500);
        visibility.busy(8, count(Shape.of(8, 1)) * 2);
    }

    private Effort effort() {
        return new Effort(asked.rounds(), asked.patient() ? PATIENCE : Duration.ZERO, true);
    }

    /** For what is done by connections that are closed with it: the time of their servers' processes is gone. */
    private Effort withoutCpu() {
        return new Effort(asked.rounds(), effort().patience(), false);
    }

    private static List<Contender> contenders(Address address, Way... ways) {
        return Stream.of(ways)
                .<Contender>map(way -> new PostgresContender(way, address, address))
                .toList();
    }

    private Workload workload(Shape shape) {
        return Workload.of(shape, count(shape), WARM_UP).within(LIMIT);
    }

    /** How many appends take all shapes comparable times. */
    private int count(Shape shape) {
        int most = asked.appendsOr(asked.quick() ? 12_000 : 40_000);
        int byWriters = shape.writers() == 1 ? most / 4 : shape.writers() <= 8 ? most / 2 : most;
        return switch (shape.eventsPerAppend()) {
            case 1 -> byWriters;
            case 10 -> byWriters / 3;
            default -> byWriters / 16;
        };
    }

    /** In milliseconds, the median. */
    private static double roundTrip(Address address) throws SQLException {
        List<Double> times = new ArrayList<>();
        try (Connection connection = address.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("select 1")) {
            for (int i = 0; i < 500; i++) {
                long begin = System.nanoTime();
                statement.execute();
                times.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return AppendBenchmark.median(times);
    }
}
