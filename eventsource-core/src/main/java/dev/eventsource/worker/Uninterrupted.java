// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.worker;

import java.time.Duration;

/** Bounded waiting that an interrupt does not end; the interrupt is kept for the caller. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /**
     * Waits for something, like a lock, at most so long.
     *
     * @return what the attempt returned: whether it was had in time
     */
    public static boolean await(Duration patience, Attempt attempt) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return attempt.within(Math.max(deadline - System.nanoTime(), 1));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Like {@link java.util.concurrent.locks.Lock#tryLock(long, java.util.concurrent.TimeUnit)}, in nanoseconds. */
    @FunctionalInterface
    public interface Attempt {
        /** Tries for so long at most; false if the time is over. */
        boolean within(long nanos) throws InterruptedException;
    }
}
