// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import org.HdrHistogram.Histogram;

/** One way of doing the work. Every run begins with an empty store, unless its name says what is there. */
interface Contender {

    String name();

    Result run(Workload workload) throws Exception;

    /**
     * What one run showed.
     *
     * @param appends that were done, which are fewer than the workload has if time ran out
     * @param seconds from the first append to the return of the last
     * @param latency of an append, in nanoseconds
     */
    record Result(long appends, double seconds, Histogram latency, Cpu.Used cpu) implements Effort.Measured {

        double rate() {
            return appends / seconds;
        }

        double cpuNanosPerAppend() {
            return (double) cpu.nanos() / appends;
        }
    }
}
