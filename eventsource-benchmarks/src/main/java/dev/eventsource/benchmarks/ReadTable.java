package dev.eventsource.benchmarks;

import dev.eventsource.event.EventQuery;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Ways of reading a whole log in pages, interleaved round by round, as medians beside the first of them. */
final class ReadTable {

    static final int PAGE = 1000;

    private final Map<String, Callable<Long>> readings = new LinkedHashMap<>();

    /** @param reading returns how many events it read */
    ReadTable with(String name, Callable<Long> reading) {
        readings.put(name, reading);
        return this;
    }

    ReadTable with(String name, EventStore store) {
        return with(name, () -> readAll(store));
    }

    void print(int rounds, PrintStream out) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Callable<Long>> reading : readings.entrySet()) {
                double rate = rate(reading.getValue());
                if (round > 0) {
                    rates.computeIfAbsent(reading.getKey(), name -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        out.println();
        out.println("| full log in pages of " + PAGE + " | events/s | ratio to bare select |");
        out.println("| --- | ---: | ---: |");
        double reference = AppendBenchmark.median(rates.values().iterator().next());
        rates.forEach((name, measured) -> {
            double rate = AppendBenchmark.median(measured);
            out.printf("| %s | %,.0f | %.2f |%n", name, rate, rate / reference);
        });
    }

    private static double rate(Callable<Long> reading) throws Exception {
        long begin = System.nanoTime();
        long events = reading.call();
        return events * 1e9 / (System.nanoTime() - begin);
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
}
