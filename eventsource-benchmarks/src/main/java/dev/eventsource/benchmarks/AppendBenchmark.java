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

    void run(int writers, int eventsPerAppend, boolean hotStream, int appends) throws Exception {
        Map<Contender, List<Result>> results = new LinkedHashMap<>();
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
        for (int round = 0; round <= rounds; round++) {
            Workload workload = Workload.of(writers, eventsPerAppend, hotStream, appends);
            for (Map.Entry<Contender, List<Result>> contender : results.entrySet()) {
                Result result = contender.getKey().run(workload);
                if (round > 0) {
                    contender.getValue().add(result);
                }
            }
        }
        int done = appends / writers * writers;
        double reference = rate(results.values().iterator().next(), done);
        results.forEach((contender, runs) -> {
            double rate = rate(runs, done);
            out.printf(
                    "| %d%s | %d | %s | %,.0f | %,.0f | %.3f | %.3f | %.2f |%n",
                    writers,
                    hotStream ? ", one stream" : "",
                    eventsPerAppend,
                    contender.name(),
                    rate,
                    rate * eventsPerAppend,
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
