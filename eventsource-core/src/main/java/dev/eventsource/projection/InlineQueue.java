// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Appends that nobody waits for, executed in the order of the calls by a thread that starts with the first of them. */
final class InlineQueue implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;

    private final Function<Append, AppendResult> execution;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private @Nullable Worker worker;
    private boolean closed;

    InlineQueue(Function<Append, AppendResult> execution) {
        this.execution = execution;
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<AppendResult> submit(Append append) {
        Waiting waiting = new Waiting(append, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The storage is closed");
            }
            if (queue.size() == MAX_WAITING) {
                throw new StorageException(
                        MAX_WAITING + " appends are waiting already; nothing was stored. Append slower");
            }
            queue.add(waiting);
            if (worker == null) {
                worker = Worker.start("eventsource-inline", this::step);
            }
            worker.wake();
        } finally {
            lock.unlock();
        }
        return waiting.future.copy();
    }

    /** Appends behind the others, and waits. */
    AppendResult await(Append append) {
        try {
            return submit(append).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Executes the oldest, which stays in the queue until it is done. */
    private Duration step() {
        Waiting oldest = oldest();
        if (oldest == null) {
            return Worker.UNTIL_WOKEN;
        }
        try {
            AppendResult result = execution.apply(oldest.append);
            remove(oldest);
            oldest.future.completeAsync(() -> result, ForkJoinPool.commonPool());
        } catch (RuntimeException | Error e) {
            remove(oldest);
            ForkJoinPool.commonPool().execute(() -> oldest.future.completeExceptionally(e));
        }
        return Duration.ZERO;
    }

    private @Nullable Waiting oldest() {
        lock.lock();
        try {
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Waiting done) {
        lock.lock();
        try {
            queue.remove(done);
        } finally {
            lock.unlock();
        }
    }

    /** What waits fails. */
    @Override
    public void close() {
        Worker running;
        lock.lock();
        try {
            closed = true;
            running = worker;
            queue.forEach(one -> ForkJoinPool.commonPool()
                    .execute(() ->
                            one.future.completeExceptionally(new IllegalStateException("The storage is closed"))));
            queue.clear();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.close();
        }
    }

    private record Waiting(Append append, CompletableFuture<AppendResult> future) {}
}
