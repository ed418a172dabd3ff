// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Append;
import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.Outcome.Refused;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.StorageException;
import dev.eventsource.worker.Uninterrupted;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns many appends at once into few commits, without a thread of its own and without delay for one alone.
 *
 * <p>How it works: flat combining. Every append enters one queue. Whoever then gets the <em>lead</em> (a lock inside
 * this process) begins a transaction with the store's write lock, only now drains the queue, so that who arrived while
 * it waited joins, commits the whole batch, and gives up the lead; all others sleep until they have their outcome or
 * stand at the head of the queue. Leading lasts one batch. A transaction of the user's ({@link #beginTurn}) is an entry
 * in the same queue: it neither starves nor overtakes.
 *
 * <p>No wake-up is lost: an entry is in the queue before its thread tries for the lead, and whoever gives up the lead
 * looks at the head afterwards. So either the newcomer's try comes after the lead was given up, and succeeds, or the
 * look comes after the entry, and wakes it.
 *
 * <p>Interrupting a waiting thread neither takes back its append nor ends the wait; the interrupt is kept for the
 * caller. What becomes of a batch that fails stands in {@link Batch}.
 */
public final class GroupCommit implements AutoCloseable {

    private static final int MAX_WAITING = 100_000;
    private static final int MAX_EVENTS = 4_000;
    private static final int MAX_CHARACTERS = 4_000_000;

    private final WriteTransaction.Source source;
    private final Duration timeout;
    private final Runnable afterCommit;
    private final Observer observer;
    private final Registration watched;
    private final ReentrantLock lead = new ReentrantLock();
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore places = new Semaphore(MAX_WAITING);
    private final AsyncAppends async = new AsyncAppends(this::leadForAsync);
    private volatile boolean closed;
    private volatile boolean ended;

    /**
     * @param timeout how long an append waits for its outcome, at most
     * @param afterCommit called after every batch in which something was stored; must return at once and not throw
     */
    public GroupCommit(WriteTransaction.Source source, Duration timeout, Runnable afterCommit) {
        this(source, timeout, afterCommit, Observer.NONE);
    }

    /** @param observer is told of batches, and may ask how many appends have no outcome yet */
    public GroupCommit(WriteTransaction.Source source, Duration timeout, Runnable afterCommit, Observer observer) {
        this.source = source;
        this.timeout = timeout;
        this.afterCommit = afterCommit;
        this.observer = observer;
        this.watched = observer.waiting(() -> MAX_WAITING - places.availablePermits());
    }

    /** Stores the append, in a batch with others where there are others; see {@code EventStore.append}. */
    public AppendResult append(Append append) {
        Entry entry = enter(Entry.of(append, deadline()));
        await(entry);
        return entry.result();
    }

    /** The same without waiting. Stages that depend on the future run in the common pool, and delay no other append. */
    public CompletableFuture<AppendResult> appendAsync(Append append) {
        CompletableFuture<AppendResult> future = new CompletableFuture<>();
        enter(Entry.of(append, future, deadline()));
        async.wake();
        return future.copy();
    }

    /**
     * Waits for the lead and keeps it: until {@link #endTurn()} by the same thread nobody else in this process writes to
     * the store.
     *
     * @throws StorageException if it does not come in time
     */
    public void beginTurn() {
        Entry entry = enter(Entry.turn(deadline()));
        await(entry);
        entry.result();
    }

    /** Gives the lead up again. */
    public void endTurn() {
        giveUpLead();
    }

    /** After {@link #close}: has the batch or turn under way ended, so that nobody uses the source any more? */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * Refuses further appends, fails those that wait, and waits for the batch or turn under way as long as an append
     * would. Closing twice is harmless.
     *
     * @throws IllegalStateException if called inside a turn
     */
    @Override
    public void close() {
        refuseInside();
        closed = true;
        watched.close();
        failWaiting();
        async.close();
        awaitEndOfLead();
    }

    private void failWaiting() {
        List<Entry> waiting = new ArrayList<>();
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            if (entry.take()) {
                entry.outcome(new Refused(isClosed()));
                waiting.add(entry);
            }
        }
        deliver(waiting);
    }

    private void awaitEndOfLead() {
        if (Uninterrupted.await(timeout, nanos -> lead.tryLock(nanos, TimeUnit.NANOSECONDS))) {
            lead.unlock();
            ended = true;
        }
    }

    /** Throws {@link IllegalStateException} if this thread has its turn. */
    public void refuseInside() {
        if (lead.isHeldByCurrentThread()) {
            throw Inside.refusal();
        }
    }

    private Entry enter(Entry entry) {
        refuseInside();
        if (closed) {
            throw isClosed();
        }
        if (!places.tryAcquire()) {
            throw new StorageException(MAX_WAITING + " appends are waiting already; nothing was stored. Append slower");
        }
        queue.add(entry);
        if (closed) {
            failWaiting();
        }
        return entry;
    }

    /** Returns when the entry has its outcome, which for a turn is the lead. */
    private void await(Entry entry) {
        boolean interrupted = false;
        try {
            while (!entry.isDone()) {
                interrupted |= Thread.interrupted();
                if (tryLead(entry)) {
                    continue;
                }
                long left = entry.nanosLeft();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else {
                    giveUp(entry);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True if something was achieved; false if there is nothing to do but sleep. */
    private boolean tryLead(Entry entry) {
        if (!lead.tryLock()) {
            return false;
        }
        List<Entry> served = List.of();
        boolean kept = false;
        try {
            Entry head = head();
            kept = head == entry && entry.isTurn() && entry.take();
            if (kept) {
                queue.remove(entry);
                places.release();
                entry.outcome(Entry.TURN);
                return true;
            }
            if (head != null && !head.isTurn() && !entry.isDone()) {
                served = lead(entry);
                deliver(served);
            }
        } finally {
            if (!kept) {
                giveUpLead();
            }
        }
        announce(served);
        return !served.isEmpty();
    }

    private void giveUpLead() {
        lead.unlock();
        wakeHead();
    }

    private void wakeHead() {
        Entry head = head();
        if (head != null) {
            wake(head);
        }
    }

    private void wake(Entry entry) {
        if (entry.isAsync()) {
            async.wake();
        } else {
            entry.unpark();
        }
    }

    /** The worker's step for appends that nobody waits for; how long it may rest. */
    private Duration leadForAsync() {
        Duration rest = refuseLate();
        for (Entry head = head(); head != null && head.isAsync() && tryLead(head); head = head()) {
            rest = refuseLate();
        }
        return rest;
    }

    /** Those that nobody waits for cannot give up by themselves; returns when the next of them will be late. */
    private Duration refuseLate() {
        for (Entry entry : queue) {
            if (entry.isAsync() && entry.nanosLeft() > 0) {
                return Duration.ofNanos(entry.nanosLeft());
            }
            if (entry.isAsync() && entry.take()) {
                entry.outcome(new Refused(tooLong()));
                deliver(List.of(entry));
            }
        }
        return Worker.UNTIL_WOKEN;
    }

    /** One batch, by the thread that holds the lead. Does not throw. */
    private List<Entry> lead(Entry own) {
        List<Entry> entries = new ArrayList<>();
        try (Batch batch = new Batch(source, timeout)) {
            if (isAlone(own) && own.take()) {
                queue.remove(own);
                entries.add(own);
                if (batch.executeAlone(own)) {
                    return entries;
                }
            }
            fill(batch, own, entries);
        }
        return entries;
    }

    private void fill(Batch batch, Entry own, List<Entry> entries) {
        try (WriteTransaction transaction = batch.begin(Duration.ofNanos(Math.max(own.nanosLeft(), 1)))) {
            drainTo(entries);
            batch.execute(transaction, entries);
        } catch (RuntimeException | Error e) {
            // There is no transaction to be had. That is the leader's misfortune; the others try for themselves.
            if (entries.isEmpty() && own.take()) {
                queue.remove(own);
                entries.add(own);
            }
            Batch.refuse(entries, e);
        }
    }

    private boolean isAlone(Entry own) {
        Iterator<Entry> waiting = queue.iterator();
        return waiting.hasNext() && waiting.next() == own && !waiting.hasNext();
    }

    private void drainTo(List<Entry> batch) {
        long events = 0;
        long characters = 0;
        for (Entry head = head(); head != null && !head.isTurn(); head = head()) {
            events += head.demanded().size();
            characters += head.characters();
            if (!batch.isEmpty() && (events > MAX_EVENTS || characters > MAX_CHARACTERS)) {
                return;
            }
            queue.remove(head);
            if (head.take()) {
                batch.add(head);
            }
        }
    }

    /** Wakes those whose outcome is known, while the lead is kept: what they append next joins the next batch. */
    private void deliver(List<Entry> served) {
        for (Entry entry : served) {
            places.release();
            if (entry.isAsync()) {
                entry.completeFuture();
            } else {
                entry.unpark();
            }
        }
    }

    private void announce(List<Entry> served) {
        if (!served.isEmpty()) {
            observer.together(served.size());
        }
        if (served.stream().anyMatch(Entry::isStored)) {
            afterCommit.run();
        }
    }

    private void giveUp(Entry entry) {
        if (entry.take()) {
            queue.remove(entry);
            places.release();
            wakeHead();
            throw tooLong();
        }
        if (!entry.isDone() && !entry.isTurn()) {
            throw entry.unknown("The commit did not end within " + timeout.toMillis() + " ms", null);
        }
    }

    private StorageException tooLong() {
        return new StorageException("Others held the store's write lock for " + timeout.toMillis()
                + " ms; nothing was stored. Keep transactions short, or append again");
    }

    /** The first entry that still waits. */
    private @Nullable Entry head() {
        for (Entry head = queue.peek(); head != null; head = queue.peek()) {
            if (head.isWaiting()) {
                return head;
            }
            queue.remove(head);
        }
        return null;
    }

    private long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    private static IllegalStateException isClosed() {
        return new IllegalStateException("The storage is closed");
    }
}
