// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.EventQuery;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Ways of doing the same, interleaved round by round, as medians beside the first of them. */
final class RateTable {

    static final int PAGE = 1000;

    private final String what;
    private final String unit;
    private final String reference;
    private final Map<String, Trial> trials = new LinkedHashMap<>();

    /**
     * @param what is done, for the head of the first column
     * @param unit of what is counted, in the singular
     * @param reference what the first of them is called
     */
    RateTable(String what, String unit, String reference) {
        this.what = what;
        this.unit = unit;
        this.reference = reference;
    }

    /** For ways of reading a whole log in pages. */
    static RateTable ofReading() {
        return new RateTable("full log in pages of " + PAGE, "event", "bare select");
    }

    RateTable with(String name, Trial trial) {
        trials.put(name, trial);
        return this;
    }

    RateTable with(String name, EventStore store) {
        return with(name, () -> readAll(store));
    }

    void print(Effort effort, PrintStream out) throws Exception {
        Map<String, List<Result>> results = new LinkedHashMap<>();
        for (int round = 0; round <= effort.rounds(); round++) {
            for (Map.Entry<String, Trial> trial : trials.entrySet()) {
                Result result = round == 0 ? measure(trial.getValue()) : effort.run(() -> measure(trial.getValue()));
                if (round > 0) {
                    results.computeIfAbsent(trial.getKey(), name -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        out.println();
        out.println("| " + what + " | " + unit + "s/s | ratio to " + reference + " |"
                + (effort.showsCpu() ? " CPU µs | others |" : ""));
        out.println("| --- | ---: | ---: |" + (effort.showsCpu() ? " ---: | ---: |" : ""));
        double first = median(results.values().iterator().next(), Result::rate);
        results.forEach((name, rounds) -> {
            double rate = median(rounds, Result::rate);
            out.printf("| %s | %,.0f | %.2f |%s%n", name, rate, rate / first, effort.showsCpu() ? cpu(rounds) : "");
        });
    }

    private static String cpu(List<Result> rounds) {
        return " %.2f | %.0f %% |"
                .formatted(
                        median(rounds, result -> result.cpu().nanos() / 1e3 / result.count()),
                        100 * median(rounds, result -> result.cpu().othersShare()));
    }

    private static double median(List<Result> rounds, ToDoubleFunction<Result> value) {
        return AppendBenchmark.median(rounds.stream().mapToDouble(value).boxed().toList());
    }

    private static Result measure(Trial trial) throws Exception {
        trial.prepare();
        Cpu cpu = Cpu.start();
        long begin = System.nanoTime();
        long count = trial.run();
        return new Result(count, (System.nanoTime() - begin) / 1e9, cpu.stop());
    }

    private static long readAll(EventStore store) {
        long events = 0;
        long position = 0;
        while (true) {
            EventPage page = store.readAll(EventQuery.all(), position, PAGE);
            events += page.events().size();
            position = page.through();
            if (page.end()) {
                return events;
            }
        }
    }

    /** One of the ways. */
    interface Trial {

        /** What must be there before the clock starts. */
        default void prepare() throws Exception {}

        /** How many were done. */
        long run() throws Exception;
    }

    private record Result(long count, double seconds, Cpu.Used cpu) implements Effort.Measured {
        double rate() {
            return count / seconds;
        }
    }
}
