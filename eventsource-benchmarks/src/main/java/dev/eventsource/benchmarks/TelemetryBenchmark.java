// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.sqlite.SqliteStorage.Durability;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What it costs to look at appends: in memory by JMH, and end to end on SQLite. */
record TelemetryBenchmark(Arguments asked, PrintStream out) {

    private static final String BYTES = "gc.alloc.rate.norm";

    void run() throws Exception {
        overhead();
        endToEnd(1);
        endToEnd(32);
    }

    private void overhead() throws RunnerException {
        out.printf(
                "%nAppends of one event to memory, one thread, by JMH. SDK: batch processor, exporters that discard.%n");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("^" + AppendOverhead.class.getName() + ".append$")
                        .addProfiler(GCProfiler.class)
                        .warmupIterations(asked.quick() ? 2 : 5)
                        .measurementIterations(asked.quick() ? 3 : 10)
                        .warmupTime(TimeValue.milliseconds(500))
                        .measurementTime(TimeValue.milliseconds(500))
                        .forks(asked.quick() ? 1 : 3)
                        .jvmArgs("-Xmx2g")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        out.println();
        out.println("| append | ns | ± (99.9 %) | added ns | bytes | added bytes |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
        Map<Telemetry, RunResult> byTelemetry = new EnumMap<>(Telemetry.class);
        results.forEach(
                result -> byTelemetry.put(Telemetry.valueOf(result.getParams().getParam("telemetry")), result));
        RunResult plain = Objects.requireNonNull(byTelemetry.get(Telemetry.NONE));
        byTelemetry.forEach((telemetry, result) -> out.printf(
                "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                telemetry.label,
                nanos(result),
                result.getPrimaryResult().getScoreError(),
                nanos(result) - nanos(plain),
                bytes(result),
                bytes(result) - bytes(plain)));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        for (String name : result.getSecondaryResults().keySet()) {
            if (name.endsWith(BYTES)) {
                return Objects.requireNonNull(result.getSecondaryResults().get(name))
                        .getScore();
            }
        }
        return Double.NaN;
    }

    /** Each round runs all, so that a neighbour disturbs all alike; the ratio is to the one of the same round. */
    private void endToEnd(int writers) throws Exception {
        int appends = asked.appendsOr(asked.quick() ? 5_000 : 40_000);
        Workload workload = Workload.of(Shape.of(writers, 1), writers == 1 ? appends / 4 : appends, 0);
        Map<Telemetry, List<Double>> rates = new EnumMap<>(Telemetry.class);
        for (Telemetry telemetry : Telemetry.values()) {
            rates.put(telemetry, new ArrayList<>());
        }
        try (Folder folder = Folder.create()) {
            for (int round = 0; round <= asked.rounds(); round++) {
                for (Telemetry telemetry : Telemetry.values()) {
                    double rate = rate(telemetry, folder, workload);
                    if (round > 0) {
                        Objects.requireNonNull(rates.get(telemetry)).add(rate);
                    }
                }
            }
        }
        out.printf("%nAppends of one event to SQLite, synchronous = NORMAL, %d writers%n%n", writers);
        out.println("| append | appends/s | ratio | from | to |");
        out.println("| --- | ---: | ---: | ---: | ---: |");
        List<Double> plain = Objects.requireNonNull(rates.get(Telemetry.NONE));
        rates.forEach((telemetry, some) -> {
            List<Double> ratios = IntStream.range(0, some.size())
                    .mapToObj(i -> some.get(i) / plain.get(i))
                    .sorted()
                    .toList();
            out.printf(
                    "| %s | %,.0f | %.2f | %.2f | %.2f |%n",
                    telemetry.label,
                    AppendBenchmark.median(some),
                    AppendBenchmark.median(ratios),
                    ratios.get(0),
                    ratios.get(ratios.size() - 1));
        });
    }

    private static double rate(Telemetry telemetry, Folder folder, Workload workload) throws Exception {
        try (Telemetry.Looking looking = telemetry.begin()) {
            return new TelemetryContender(
                            telemetry.label,
                            looking,
                            () -> new SqliteStorage(
                                    folder.newFile(), SqliteStorage.Options.DEFAULT.withDurability(Durability.NORMAL)))
                    .run(workload)
                    .rate();
        }
    }
}
