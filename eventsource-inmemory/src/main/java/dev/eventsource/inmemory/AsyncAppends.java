package dev.eventsource.inmemory;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Worker;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Appends that nobody waits for. Whoever gets the write lock next executes them first, so that they keep their place in
 * the order of calls; a thread of their own does so when nobody else comes, and completes the futures.
 */
final class AsyncAppends implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;

    private final Runnable takeTurn;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Queue<Runnable> completions = new ConcurrentLinkedQueue<>();
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
                    complete();
                    return Worker.UNTIL_WOKEN;
                });
            }
            worker.wake();
        } finally {
            starting.unlock();
        }
        return waiting.future.copy();
    }

    /** Executes what waits; with the write lock held. Futures are completed later, without it. */
    void execute(Function<Append, AppendResult> append) {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            CompletableFuture<AppendResult> future = waiting.future;
            try {
                AppendResult result = append.apply(waiting.append);
                completions.add(() -> future.complete(result));
            } catch (RuntimeException e) {
                completions.add(() -> future.completeExceptionally(e));
            }
        }
    }

    /** Who executed something wakes the thread that completes the futures. */
    void wake() {
        starting.lock();
        try {
            if (worker != null && !completions.isEmpty()) {
                worker.wake();
            }
        } finally {
            starting.unlock();
        }
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
        execute(append -> {
            throw new IllegalStateException("The storage is closed");
        });
        if (running != null) {
            running.close();
        }
        complete();
    }

    private void complete() {
        for (Runnable completion = completions.poll(); completion != null; completion = completions.poll()) {
            completion.run();
        }
    }

    private record Waiting(Append append, CompletableFuture<AppendResult> future) {}
}
