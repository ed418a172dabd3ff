// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread that leads when an append stands at the head of the queue that nobody waits for. It starts with the first. */
final class AsyncAppends implements AutoCloseable {

    private final Supplier<Duration> lead;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile @Nullable Worker worker;
    private volatile boolean closed;

    /**
     * Nothing is started yet.
     *
     * @param lead leads while that is needed, and says when to try again at the latest
     */
    AsyncAppends(Supplier<Duration> lead) {
        this.lead = lead;
    }

    void wake() {
        Worker running = worker;
        if (running == null) {
            running = start();
        }
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public void close() {
        closed = true;
        starting.lock();
        try {
            if (worker != null) {
                worker.close();
            }
        } finally {
            starting.unlock();
        }
    }

    private @Nullable Worker start() {
        starting.lock();
        try {
            if (worker == null && !closed) {
                worker = Worker.start("eventsource-append", lead::get);
            }
            return worker;
        } finally {
            starting.unlock();
        }
    }
}
