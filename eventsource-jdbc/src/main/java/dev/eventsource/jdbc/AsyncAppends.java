package dev.eventsource.jdbc;

import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread for appends that nobody waits for: it leads when one of them stands at the head of the queue, and completes
 * their futures, so that a stage that depends on one delays no other caller. It starts with the first of them.
 */
final class AsyncAppends implements AutoCloseable {

    private final Supplier<Duration> lead;
    private final Queue<Entry> completed = new ConcurrentLinkedQueue<>();
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

    /** Completes the entry's future, soon and on the worker's thread. */
    void complete(Entry entry) {
        completed.add(entry);
        if (closed) {
            completeAll();
        } else {
            wake();
        }
    }

    @Override
    public void close() {
        closed = true;
        Worker running = worker;
        if (running != null) {
            running.close();
        }
        completeAll();
    }

    private @Nullable Worker start() {
        starting.lock();
        try {
            if (worker == null && !closed) {
                worker = Worker.start("eventsource-append", () -> {
                    completeAll();
                    Duration rest = lead.get();
                    completeAll();
                    return rest;
                });
            }
            return worker;
        } finally {
            starting.unlock();
        }
    }

    private void completeAll() {
        for (Entry entry = completed.poll(); entry != null; entry = completed.poll()) {
            entry.completeFuture();
        }
    }
}
