// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends that nobody waits for. Whoever gets the write lock next executes them first, so that they keep their place in
 * the order of calls; a thread of their own does so when nobody else comes.
 */
final class AsyncAppends implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;

    private final Runnable takeTurn;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable Worker worker;
    private boolean closed;

    /** @param takeTurn takes the write lock, which executes what waits */
    AsyncAppends(Runnable takeTurn) {
        this.takeTurn = takeTurn;
    }

    CompletableFuture<AppendResult> submit(Append append) {
        Waiting waiting = new Waiting(append, new CompletableFuture<>());
        starting.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The storage is closed");
            }
            if (!queue.offer(waiting)) {
                throw new StorageException(
                        MAX_WAITING + " appends are waiting already; nothing was stored. Append slower");
            }
            if (worker == null) {
                worker = Worker.start("eventsource-append", () -> {
                    takeTurn.run();
                    return Worker.UNTIL_WOKEN;
                });
            }
            worker.wake();
        } finally {
            starting.unlock();
        }
        return waiting.future.copy();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /**
     * Lets all that waits be decided, in its order.
     *
     * @return what completes the futures, in the common pool, when the accepted events can be read
     */
    List<Runnable> decide(Function<Append, AppendResult> decision) {
        List<Runnable> completions = new ArrayList<>();
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            CompletableFuture<AppendResult> future = waiting.future;
            try {
                AppendResult result = decision.apply(waiting.append);
                completions.add(() -> future.completeAsync(() -> result, ForkJoinPool.commonPool()));
            } catch (RuntimeException e) {
                completions.add(() -> future.completeAsync(
                        () -> {
                            throw e;
                        },
                        ForkJoinPool.commonPool()));
            }
        }
        return completions;
    }

    /** Lets all that waits fail. */
    void fail(RuntimeException reason) {
        decide(append -> {
                    throw reason;
                })
                .forEach(Runnable::run);
    }

    /** What waits fails. */
    @Override
    public void close() {
        Worker running;
        starting.lock();
        try {
            closed = true;
            running = worker;
        } finally {
            starting.unlock();
        }
        fail(new IllegalStateException("The storage is closed"));
        if (running != null) {
            running.close();
        }
    }

    private record Waiting(Append append, CompletableFuture<AppendResult> future) {}
}
