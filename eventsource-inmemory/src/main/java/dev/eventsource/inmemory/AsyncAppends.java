package dev.eventsource.inmemory;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Appends that nobody waits for, executed in their order by a thread that starts with the first of them. */
final class AsyncAppends implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;

    private final Function<Append, AppendResult> execute;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable Worker worker;
    private boolean closed;

    AsyncAppends(Function<Append, AppendResult> execute) {
        this.execute = execute;
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
                worker = Worker.start("eventsource-append", this::executeAll);
            }
            worker.wake();
        } finally {
            starting.unlock();
        }
        return waiting.future.copy();
    }

    /** What waits fails, since the storage is closed by then. */
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
        if (running != null) {
            running.close();
        }
        executeAll();
    }

    private Duration executeAll() {
        for (Waiting waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            try {
                waiting.future.complete(execute.apply(waiting.append));
            } catch (RuntimeException e) {
                waiting.future.completeExceptionally(e);
            }
        }
        return Worker.UNTIL_WOKEN;
    }

    private record Waiting(Append append, CompletableFuture<AppendResult> future) {}
}
