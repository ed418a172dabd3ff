// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** One writer and the events that wait for it, in the order of time; when it is full, whoever fills it waits. */
final class Lane implements AutoCloseable {

    private static final int ROOM = 256;
    private static final int END = -1;

    private final BlockingQueue<Integer> waiting = new ArrayBlockingQueue<>(ROOM);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final IntConsumer writer;
    private final Worker worker;

    Lane(int number, IntConsumer writer) {
        this.writer = writer;
        this.worker = Worker.start("demo-writer-" + number, this::work);
    }

    /** Waits for room and adds one. */
    void put(int event) throws InterruptedException {
        while (!waiting.offer(event, 100, TimeUnit.MILLISECONDS)) {
            if (done.isDone()) {
                done.join();
            }
        }
    }

    /** Nothing more comes: completes when all is written, or exceptionally when the writer has failed. */
    CompletableFuture<Void> end() throws InterruptedException {
        put(END);
        return done;
    }

    @Override
    public void close() {
        worker.close();
    }

    private Duration work() throws InterruptedException {
        try {
            for (int event = waiting.take(); event != END; event = waiting.take()) {
                writer.accept(event);
            }
            done.complete(null);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
        return Worker.UNTIL_WOKEN;
    }
}
