// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How to wait between two attempts. */
@FunctionalInterface
public interface Pause {

    /** The calling thread sleeps. */
    Pause SLEEP = delay -> TimeUnit.NANOSECONDS.sleep(delay.toNanos());

    /**
     * Returns when the time is over.
     *
     * @throws InterruptedException at once, if the thread is interrupted
     */
    void take(Duration delay) throws InterruptedException;
}
