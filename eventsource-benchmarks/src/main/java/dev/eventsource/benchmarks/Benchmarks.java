// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

/**
 * Prints tables of rates and ratios. Quote ratios: absolute figures depend on the machine and its neighbours.
 *
 * <p>Arguments: {@code sqlite}, {@code postgres}, {@code subscriptions}, {@code aggregates},
 * {@code operations}, {@code buses} or {@code telemetry} (default all), {@code quick} for a
 * rough idea, {@code patient} on a machine with neighbours, rounds (default 5), appends of one event a run.
 */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Arguments asked = Arguments.parse(arguments);
        System.out.printf(
                "Java %s, %d processors, medians of %d rounds after one to warm up%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), asked.rounds());
        if (asked.wants("sqlite")) {
            new SqliteBenchmark(asked, System.out).run();
        }
        if (asked.wants("postgres")) {
            new PostgresBenchmark(asked, System.out).run();
        }
        if (asked.wants("subscriptions")) {
            new PostgresBenchmark(asked, System.out).runSubscriptions();
        }
        if (asked.wants("aggregates")) {
            new PostgresBenchmark(asked, System.out).runAggregates();
        }
        if (asked.wants("operations")) {
            new PostgresBenchmark(asked, System.out).runOperations();
        }
        if (asked.wants("buses")) {
            new BusBenchmark(asked, System.out).run();
        }
        if (asked.wants("telemetry")) {
            new TelemetryBenchmark(asked, System.out).run();
        }
    }
}
