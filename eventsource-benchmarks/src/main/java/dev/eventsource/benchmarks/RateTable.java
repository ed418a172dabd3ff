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
import java.util.function.ToDoubleFunction;

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

    void print(Effort effort, PrintStream out) throws Exception {
        Map<String, List<Read>> results = new LinkedHashMap<>();
        for (int round = 0; round <= effort.rounds(); round++) {
            for (Map.Entry<String, Callable<Long>> reading : readings.entrySet()) {
                if (round == 0) {
                    reading.getValue().call();
                } else {
                    Read read = effort.run(() -> measure(reading.getValue()));
                    results.computeIfAbsent(reading.getKey(), name -> new ArrayList<>())
                            .add(read);
                }
            }
        }
        out.println();
        out.println("| full log in pages of " + PAGE + " | events/s | ratio to bare select |"
                + (effort.showsCpu() ? " CPU µs an event | others |" : ""));
        out.println("| --- | ---: | ---: |" + (effort.showsCpu() ? " ---: | ---: |" : ""));
        double reference = median(results.values().iterator().next(), Read::rate);
        results.forEach((name, reads) -> {
            double rate = median(reads, Read::rate);
            out.printf("| %s | %,.0f | %.2f |%s%n", name, rate, rate / reference, effort.showsCpu() ? cpu(reads) : "");
        });
    }

    private static String cpu(List<Read> reads) {
        return " %.2f | %.0f %% |"
                .formatted(
                        median(reads, read -> read.cpu().nanos() / 1e3 / read.events()),
                        100 * median(reads, read -> read.cpu().othersShare()));
    }

    private static double median(List<Read> reads, ToDoubleFunction<Read> value) {
        return AppendBenchmark.median(reads.stream().mapToDouble(value).boxed().toList());
    }

    private static Read measure(Callable<Long> reading) throws Exception {
        Cpu cpu = Cpu.start();
        long begin = System.nanoTime();
        long events = reading.call();
        return new Read(events, (System.nanoTime() - begin) / 1e9, cpu.stop());
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

    private record Read(long events, double seconds, Cpu.Used cpu) implements Effort.Measured {
        double rate() {
            return events / seconds;
        }
    }
}
