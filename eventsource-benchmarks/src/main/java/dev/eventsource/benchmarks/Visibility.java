// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Contender.Result;
import dev.eventsource.store.EventStore;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** How long after an append a reader in another process has the event. */
record Visibility(Address address, Effort effort, PrintStream out) {

    private static final long IDLE_NANOS = 20_000_000;
    private static final long IDLE_WARM_UP_NANOS = 6_000_000;

    void head() {
        out.println();
        out.println("Seen by a reader in another process (the clock of both is CLOCK_MONOTONIC; 0 where the reader was"
                + " faster than the return of the append)");
        out.println();
        out.println("| writers | events | from the call p50 ms | p99 ms | max ms | from the return p50 ms | p99 ms |"
                + " max ms | others |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    /** One writer that rests between its appends, longer than anything it started takes. */
    void idle(int appends) throws Exception {
        row("1, every 20 ms", Workload.of(Shape.of(1, 1), appends, 500), true);
    }

    /** Writers that do nothing else. */
    void busy(int writers, int appends) throws Exception {
        row(writers + ", busy", Workload.of(Shape.of(writers, 1), appends, 500), false);
    }

    private void row(String label, Workload workload, boolean rests) throws Exception {
        Delays delays = effort.run(() -> run(workload, rests));
        out.printf(
                "| %s | %,d | %s | %s | %.0f %% |%n",
                label,
                delays.fromCall().getTotalCount(),
                millis(delays.fromCall()),
                millis(delays.fromReturn()),
                100 * delays.cpu().othersShare());
    }

    private Delays run(Workload workload, boolean rests) throws Exception {
        try (FreshSchema schema = FreshSchema.in(address);
                Child reader = Child.start(ReaderProcess.class, address);
                PostgresStore store =
                        PostgresStore.open(schema, workload.shape().writers() + 3)) {
            schema.settle();
            reader.tell(schema.name());
            reader.answer();
            ConcurrentLinkedQueue<Appended> appended = new ConcurrentLinkedQueue<>();
            Result written = Writers.all(workload).run(writer -> number -> {
                if (rests) {
                    LockSupport.parkNanos(number < workload.warmUp() ? IDLE_WARM_UP_NANOS : IDLE_NANOS);
                }
                Appended one = append(store.storage().events(), workload, writer, number);
                if (number >= workload.warmUp()) {
                    appended.add(one);
                }
            });
            reader.tell(Long.toString(store.storage().events().head()));
            return delays(List.copyOf(appended), seen(reader), written.cpu());
        }
    }

    private static Appended append(EventStore events, Workload workload, int writer, int number) {
        long begin = System.nanoTime();
        long position = events.append(workload.appendsByWriter().get(writer).get(number))
                .firstPosition();
        return new Appended(position, begin, System.nanoTime());
    }

    private static Map<Long, Long> seen(Child reader) throws IOException {
        Map<Long, Long> seen = new HashMap<>();
        for (String line = reader.answer(); !line.equals("end"); line = reader.answer()) {
            String[] words = line.split(" ", -1);
            seen.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
        }
        return seen;
    }

    private static Delays delays(List<Appended> appends, Map<Long, Long> seen, Cpu.Used cpu) {
        Histogram fromCall = new Histogram(3);
        Histogram fromReturn = new Histogram(3);
        List<Long> missing = new ArrayList<>();
        for (Appended append : appends) {
            Long when = seen.get(append.position());
            if (when == null) {
                missing.add(append.position());
            } else {
                fromCall.recordValue(when - append.begin());
                fromReturn.recordValue(Math.max(0, when - append.end()));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The reader did not see " + missing.size() + " events: " + missing);
        }
        return new Delays(fromCall, fromReturn, cpu);
    }

    private static String millis(Histogram latency) {
        return "%.3f | %.3f | %.3f"
                .formatted(
                        latency.getValueAtPercentile(50) / 1e6,
                        latency.getValueAtPercentile(99) / 1e6,
                        latency.getMaxValue() / 1e6);
    }

    /** An append with its place, and the time when it began and ended. */
    private record Appended(long position, long begin, long end) {}

    private record Delays(Histogram fromCall, Histogram fromReturn, Cpu.Used cpu) implements Effort.Measured {}
}
