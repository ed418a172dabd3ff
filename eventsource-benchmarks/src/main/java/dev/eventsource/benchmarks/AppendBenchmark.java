// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Contender.Result;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Appends of every contender, interleaved round by round, as medians beside a reference. */
final class AppendBenchmark {

    private final List<Contender> contenders;
    private final Effort effort;
    private final PrintStream out;

    /** The first contender is the reference of the ratios. */
    AppendBenchmark(List<Contender> contenders, Effort effort, PrintStream out) {
        this.contenders = contenders;
        this.effort = effort;
        this.out = out;
    }

    /** Prints the head of the table. */
    void head() {
        out.println();
        out.println("| writers | events per append | contender | appends/s | events/s | p50 ms | p99 ms |"
                + " ratio to the first |" + (effort.showsCpu() ? " CPU µs an event | others |" : ""));
        out.println(
                "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |" + (effort.showsCpu() ? " ---: | ---: |" : ""));
    }

    /** Prints a row for each contender. */
    void run(Workload workload) throws Exception {
        Map<Contender, List<Result>> results = new LinkedHashMap<>();
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
        for (int round = 0; round <= effort.rounds(); round++) {
            for (Map.Entry<Contender, List<Result>> contender : results.entrySet()) {
                if (round == 0) {
                    contender.getKey().run(workload);
                } else {
                    contender.getValue().add(effort.run(() -> contender.getKey().run(workload)));
                }
            }
        }
        print(workload, results);
    }

    private void print(Workload workload, Map<Contender, List<Result>> results) {
        Shape shape = workload.shape();
        double reference = rate(results.values().iterator().next());
        results.forEach((contender, runs) -> {
            double rate = rate(runs);
            out.printf(
                    "| %s | %d | %s | %,.0f | %,.0f | %.3f | %.3f | %.2f |%s%n",
                    shape.label(),
                    shape.eventsPerAppend(),
                    contender.name(),
                    rate,
                    rate * shape.eventsPerAppend(),
                    percentile(runs, 50),
                    percentile(runs, 99),
                    rate / reference,
                    effort.showsCpu() ? cpu(runs, shape.eventsPerAppend()) : "");
        });
    }

    private static String cpu(List<Result> runs, int events) {
        return " %.1f | %.0f %% |"
                .formatted(
                        median(runs.stream()
                                .map(run -> run.cpuNanosPerAppend() / 1e3 / events)
                                .toList()),
                        100
                                * median(runs.stream()
                                        .map(run -> run.cpu().othersShare())
                                        .toList()));
    }

    private static double rate(List<Result> runs) {
        return median(runs.stream().map(Result::rate).toList());
    }

    private static double percentile(List<Result> runs, double percentile) {
        return median(runs.stream()
                .map(run -> run.latency().getValueAtPercentile(percentile) / 1e6)
                .toList());
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
