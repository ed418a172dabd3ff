// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Processor time of this process and of all that it has started, the server among them if it is ours. */
final class Cpu {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final double QUIET = 0.2;

    private final long began = System.nanoTime();
    private final long before = own();

    private Cpu() {
        SYSTEM.getCpuLoad();
    }

    static Cpu start() {
        return new Cpu();
    }

    /** What was used since the start. */
    Used stop() {
        long own = own() - before;
        double available = (System.nanoTime() - began) * (double) SYSTEM.getAvailableProcessors();
        return new Used(own, Math.max(0, SYSTEM.getCpuLoad() - own / available));
    }

    /** Waits until others leave most of the machine to us, but not for ever. */
    static void awaitQuiet(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        SYSTEM.getCpuLoad();
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(400_000_000);
            if (SYSTEM.getCpuLoad() < QUIET) {
                return;
            }
        }
    }

    private static long own() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    /**
     * For a stretch of time.
     *
     * @param nanos of processor time, all processors together
     * @param othersShare of all the machine's processors, 0 to 1
     */
    record Used(long nanos, double othersShare) {

        static final Used UNKNOWN = new Used(0, 0);

        boolean disturbed() {
            return othersShare > QUIET;
        }
    }
}
