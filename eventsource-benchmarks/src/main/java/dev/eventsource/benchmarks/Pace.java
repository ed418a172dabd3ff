// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How fast messages come once the first ones are there: how long it takes to join a group is another question. */
final class Pace {

    private final int messages;
    private final CountDownLatch missing;
    private final AtomicLong begun = new AtomicLong();
    private volatile int first;
    private volatile long ended;

    Pace(int messages) {
        this.messages = messages;
        this.missing = new CountDownLatch(messages);
    }

    /** So many more are done with. */
    void came(int count) {
        if (begun.compareAndSet(0, System.nanoTime())) {
            first = count;
        }
        for (int i = 0; i < count; i++) {
            missing.countDown();
        }
        if (missing.getCount() == 0) {
            ended = System.nanoTime();
        }
    }

    boolean isOver() {
        return missing.getCount() == 0;
    }

    /** Waits for all. */
    double perSecond() throws InterruptedException {
        if (!missing.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(missing.getCount() + " messages did not come");
        }
        long end = ended == 0 ? System.nanoTime() : ended;
        return (messages - first) * 1e9 / (end - begun.get());
    }
}
