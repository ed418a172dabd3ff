// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.sqlite.SqliteStorage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Cycles of reading, deciding and appending: by aggregates, beside two statements by hand; over tags, in logs of two sizes. */
record CycleBenchmark(Address address, Effort effort, PrintStream out) {

    private static final int WARM_UP = 20;
    private static final int SMALL = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(3);

    void run(boolean quick) throws Exception {
        out.printf(
                "%nAn append is here a cycle of reading a stream of %d to %d events, deciding, and appending one event to it;"
                        + " each writer has streams of its own. By hand: an SQL statement for each of the two in autocommit mode, a"
                        + " connection a writer, no JSON decoded, no check, positions from a sequence.%n",
                LoanFiles.EVENTS_BEFORE, LoanFiles.EVENTS_BEFORE + 9);
        AppendBenchmark postgres = new AppendBenchmark(byHandAnd(Cycling.values()), effort, out);
        postgres.head();
        for (int writers : new int[] {1, 32}) {
            postgres.run(workload(writers, quick));
        }
        sqlite(quick);
        tags(quick ? 100_000 : 1_000_000, quick);
    }

    private List<Contender> byHandAnd(Cycling... ways) {
        List<Contender> contenders = new ArrayList<>(List.of(new PostgresCycles(address, null)));
        Stream.of(ways).forEach(way -> contenders.add(new PostgresCycles(address, way)));
        return contenders;
    }

    private void sqlite(boolean quick) throws Exception {
        out.printf("%nThe same with SQLite, synchronous = FULL%n");
        try (Folder folder = Folder.create()) {
            AppendBenchmark benchmark = new AppendBenchmark(
                    Stream.of(Cycling.values())
                            .<Contender>map(way ->
                                    new StorageCycles("SqliteStorage", () -> new SqliteStorage(folder.newFile()), way))
                            .toList(),
                    effort,
                    out);
            benchmark.head();
            for (int writers : new int[] {1, 32}) {
                benchmark.run(workload(writers, quick));
            }
        }
    }

    /** The workload says no more than how many cycles there are. */
    private void tags(int big, boolean quick) throws Exception {
        out.printf("%nPostgreSQL, decisions over tags: each reads ten events with a tag that lie all over the log%n");
        try (TaggedLog few = TaggedLog.of(address, SMALL);
                TaggedLog many = TaggedLog.of(address, big)) {
            AppendBenchmark benchmark = new AppendBenchmark(List.of(few, many), effort, out);
            benchmark.head();
            benchmark.run(workload(1, quick));
        }
    }

    private static Workload workload(int writers, boolean quick) {
        int cycles = writers == 1 ? 4_000 : 24_000;
        return Workload.of(Shape.of(writers, 1), quick ? cycles / 4 : cycles, WARM_UP)
                .within(LIMIT);
    }
}
