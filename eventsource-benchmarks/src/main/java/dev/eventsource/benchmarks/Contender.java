package dev.eventsource.benchmarks;

import org.HdrHistogram.Histogram;

/** One way of doing the work. Every run begins with an empty store. */
interface Contender {

    String name();

    Result run(Workload workload) throws Exception;

    /**
     * What one run showed.
     *
     * @param seconds from the first append to the return of the last
     * @param latency of an append, in nanoseconds
     */
    record Result(double seconds, Histogram latency, Cpu.Used cpu) {

        Result(double seconds, Histogram latency) {
            this(seconds, latency, Cpu.Used.UNKNOWN);
        }
    }
}
