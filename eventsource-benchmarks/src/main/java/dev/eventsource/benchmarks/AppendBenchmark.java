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
    private final int rounds;
    private final PrintStream out;

    /** The first contender is the reference of the ratios. */
    AppendBenchmark(List<Contender> contenders, int rounds, PrintStream out) {
        this.contenders = contenders;
        this.rounds = rounds;
        this.out = out;
    }

    void run(Workload workload) throws Exception {
        Map<Contender, List<Result>> results = new LinkedHashMap<>();
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<Contender, List<Result>> contender : results.entrySet()) {
                Result result = contender.getKey().run(workload);
                if (round > 0) {
                    contender.getValue().add(result);
                }
            }
        }
        print(workload, results);
    }

    private void print(Workload workload, Map<Contender, List<Result>> results) {
        int appends = workload.appends();
        Shape shape = workload.shape();
        double reference = rate(results.values().iterator().next(), appends);
        results.forEach((contender, runs) -> {
            double rate = rate(runs, appends);
            out.printf(
                    "| %s | %d | %s | %,.0f | %,.0f | %.3f | %.3f | %.2f |%n",
                    shape.label(),
                    shape.eventsPerAppend(),
                    contender.name(),
                    rate,
                    rate * shape.eventsPerAppend(),
                    percentile(runs, 50),
                    percentile(runs, 99),
                    rate / reference);
        });
    }

    static void head(PrintStream out, String reference) {
        out.println();
        out.println("| writers | events per append | contender | appends/s | events/s | p50 ms | p99 ms | ratio to "
                + reference + " |");
        out.println("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |");
    }

    private static double rate(List<Result> runs, int appends) {
        return appends / median(runs.stream().map(Result::seconds).toList());
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
