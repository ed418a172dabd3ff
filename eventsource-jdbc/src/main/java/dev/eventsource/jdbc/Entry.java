// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventSourceException;
import dev.eventsource.jdbc.Outcome.Refused;
import dev.eventsource.jdbc.Outcome.Stored;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.AppendResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What waits in the queue of {@link GroupCommit}: an append, or a turn to write alone. It waits, is taken once, has an outcome. */
final class Entry {

    /** The outcome of a turn: the lead is yours. */
    static final Outcome TURN = new Stored(new AppendResult(List.of(), 0, 0));

    final @Nullable Append append;
    private final @Nullable CompletableFuture<AppendResult> future;
    private final Thread thread = Thread.currentThread();
    private final long deadline;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable Outcome outcome;

    private Entry(@Nullable Append append, @Nullable CompletableFuture<AppendResult> future, long deadline) {
        this.append = append;
        this.future = future;
        this.deadline = deadline;
    }

    /** An append that its thread waits for. */
    static Entry of(Append append, long deadline) {
        return new Entry(append, null, deadline);
    }

    /** An append that completes a future. */
    static Entry of(Append append, CompletableFuture<AppendResult> future, long deadline) {
        return new Entry(append, future, deadline);
    }

    static Entry turn(long deadline) {
        return new Entry(null, null, deadline);
    }

    boolean isTurn() {
        return append == null;
    }

    boolean isAsync() {
        return future != null;
    }

    /** Takes it out of waiting; true for one caller only. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    boolean isWaiting() {
        return !taken.get();
    }

    boolean isDone() {
        return outcome != null;
    }

    boolean isStored() {
        return outcome instanceof Stored;
    }

    void outcome(Outcome outcome) {
        this.outcome = outcome;
    }

    long nanosLeft() {
        return deadline - System.nanoTime();
    }

    Append demanded() {
        if (append == null) {
            throw new IllegalStateException("A turn demands no append");
        }
        return append;
    }

    /** The size of its payloads in UTF-16 units. */
    long characters() {
        long characters = 0;
        for (Write write : demanded().writes()) {
            for (EventData event : write.events()) {
                characters += event.payload().json().length();
            }
        }
        return characters;
    }

    void unpark() {
        LockSupport.unpark(thread);
    }

    /** For the thread that waited: the result, or the reason as an exception with that thread's own stack. */
    AppendResult result() {
        Outcome known = outcome;
        if (known instanceof Stored stored) {
            return stored.result();
        }
        if (known instanceof Refused refused) {
            if (refused.reason() instanceof EventSourceException) {
                refused.reason().fillInStackTrace();
            }
            throw refused.reason();
        }
        throw new IllegalStateException("There is no outcome yet");
    }

    /**
     * In the common pool, since stages that depend on the future run with it. (Without a word the JDK would start a thread
     * for each where there are two processors.)
     */
    void completeFuture() {
        if (future == null) {
            return;
        }
        if (outcome instanceof Stored stored) {
            future.completeAsync(stored::result, ForkJoinPool.commonPool());
        } else if (outcome instanceof Refused refused) {
            future.completeAsync(
                    () -> {
                        throw refused.reason();
                    },
                    ForkJoinPool.commonPool());
        }
    }

    AppendOutcomeUnknownException unknown(String what, @Nullable Throwable cause) {
        return new AppendOutcomeUnknownException(
                what + "; the events may be stored or not. Append them again with the same ids",
                demanded().writes().stream()
                        .flatMap(write -> write.events().stream())
                        .map(EventData::id)
                        .toList(),
                cause);
    }
}
