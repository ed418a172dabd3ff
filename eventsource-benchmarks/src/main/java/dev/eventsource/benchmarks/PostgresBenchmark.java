package dev.eventsource.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL, beside the same rows written in other ways. */
record PostgresBenchmark(Arguments asked, PrintStream out) {

    void run() throws Exception {
        try (PostgresTarget target = PostgresTarget.open()) {
            out.println();
            out.println(target.description());
            appends(target.address());
        }
    }

    private void appends(Address address) throws Exception {
        AppendBenchmark benchmark = new AppendBenchmark(contenders(address, Way.values()), asked.rounds(), out);
        AppendBenchmark.head(out, "the first");
        for (int writers : new int[] {1, 8, 32}) {
            benchmark.run(Workload.of(Shape.of(writers, 1), asked.appendsOr(20_000), 20));
        }
    }

    private static List<Contender> contenders(Address address, Way... ways) {
        return Stream.of(ways)
                .<Contender>map(way -> new PostgresContender(way, address, address))
                .toList();
    }
}
