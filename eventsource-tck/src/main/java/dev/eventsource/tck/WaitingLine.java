// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.Append;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Appends that wait for the write lock together, because another thread holds it until all are there. */
final class WaitingLine {

    private final EventStore events;
    private final Suite suite;
    private final List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private WaitingLine(EventStore events, Suite suite) {
        this.events = events;
        this.suite = suite;
    }

    /** Holds the lock while the appends line up, lets go, and waits for what they come to, in the order of lining up. */
    static List<Verdict> of(Suite suite, Storage storage, LiningUp appends) throws Exception {
        WaitingLine line = new WaitingLine(storage.events(), suite);
        try (HeldLock held = HeldLock.of(storage)) {
            appends.in(line);
            line.awaitThreads();
            held.release();
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (CompletableFuture<AppendResult> future : line.futures) {
            verdicts.add(Verdict.of(() -> future.get(30, TimeUnit.SECONDS)));
        }
        return verdicts;
    }

    /** Lines up behind those that lined up so before. */
    void appendAsync(Append append) {
        futures.add(events.appendAsync(append));
    }

    /** Lines up by a thread of its own, which waits; at which place is not known. */
    void appendInThread(Append append) {
        CompletableFuture<AppendResult> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(events.append(append));
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        futures.add(future);
    }

    /** Until all wait, but for one that may be waiting in the database, which Java calls running. */
    private void awaitThreads() {
        suite.await()
                .until(() -> threads.stream().filter(thread -> !waits(thread)).count() <= 1);
    }

    private static boolean waits(Thread thread) {
        return List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
                .contains(thread.getState());
    }

    /** Who lines up. */
    @FunctionalInterface
    interface LiningUp {
        void in(WaitingLine line) throws Exception;
    }
}
