// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one partition that wait for their handler, in their order.
 *
 * <p>How it works: the reader feeds it, its worker takes from its head. {@code fed} is how far the log was looked
 * through for this lane. When it is full, it says up to where it was fed and is left out until it has room again; the
 * reader then reads on for it from there. So memory is bounded, and a slow lane holds nobody up. Its checkpoint is the
 * place before its oldest event, or {@code fed} if it has none.
 */
final class Lane {

    private final RunningSubscription subscription;
    private final Lease lease;
    private final int capacity;
    private final Handling handling;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<RecordedEvent> queue = new ArrayDeque<>();
    private @Nullable Worker worker;
    private Checkpoint handled;
    private long fed;
    private long stored;
    private final Deque<Long> pageEnds = new ArrayDeque<>();
    private boolean full;
    private boolean busy;
    private boolean closing;
    private volatile boolean ended;

    /** @param head where the log ended when it was claimed */
    Lane(RunningSubscription subscription, Claim claim, long head) {
        this.subscription = subscription;
        this.lease = claim.lease();
        this.capacity = 2 * subscription.options().page();
        this.handled = claim.checkpoint();
        this.fed = handled.position();
        this.stored = handled.position();
        this.handling = new Handling(subscription, this, claim, head);
    }

    Lease lease() {
        return lease;
    }

    /** Up to where the log was looked through for it. */
    long fed() {
        return locked(() -> fed);
    }

    /** Is there room for a page? */
    boolean isHungry() {
        return locked(() -> !closing && queue.size() <= capacity / 2);
    }

    /** Up to where everything is done. */
    long position() {
        return locked(this::done);
    }

    private long done() {
        RecordedEvent oldest = queue.peek();
        return oldest == null ? fed : Math.max(handled.position(), oldest.position() - 1);
    }

    boolean isIdle() {
        return locked(() -> queue.isEmpty() && !busy);
    }

    /** Takes the event in, unless it has it already or has no room: then it takes nothing more of this page. */
    void offer(RecordedEvent event) {
        lock.lock();
        try {
            if (event.position() <= fed || full || closing) {
                return;
            }
            if (queue.size() == capacity) {
                full = true;
                fed = Math.max(fed, event.position() - 1);
                return;
            }
            queue.add(event);
            fed = event.position();
        } finally {
            lock.unlock();
        }
    }

    /** A page ends here; what it had of this lane's events was offered. */
    void fedThrough(long through) {
        boolean work;
        lock.lock();
        try {
            // What was not taken in because the lane closes is the next owner's.
            fed = full || closing ? fed : Math.max(fed, through);
            full = false;
            work = !queue.isEmpty();
            if (work) {
                pageEnds.add(queue.getLast().position());
            }
        } finally {
            lock.unlock();
        }
        if (work) {
            wake();
        }
    }

    /** The oldest events, without taking them out. */
    List<RecordedEvent> oldest(int most) {
        lock.lock();
        try {
            List<RecordedEvent> oldest = new ArrayList<>();
            for (RecordedEvent event : queue) {
                if (closing || oldest.size() == most) {
                    break;
                }
                oldest.add(event);
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /** Events up to this one are done with; whether it was the last one of a page. */
    boolean handled(RecordedEvent last) {
        boolean room;
        boolean pageDone = false;
        lock.lock();
        try {
            int before = queue.size();
            while (!queue.isEmpty() && queue.peek().position() <= last.position()) {
                queue.remove();
            }
            while (!pageEnds.isEmpty() && pageEnds.peek() <= last.position()) {
                pageEnds.remove();
                pageDone = true;
            }
            handled = checkpointOf(last);
            room = before > capacity / 2 && queue.size() <= capacity / 2;
        } finally {
            lock.unlock();
        }
        if (room) {
            subscription.feed();
        }
        subscription.moved();
        return pageDone;
    }

    static Checkpoint checkpointOf(RecordedEvent event) {
        return new Checkpoint(event.position(), event.event().id());
    }

    /** How far it has come beyond what is stored; null if it has not. The id is missing where no event of its own is. */
    @Nullable
    Checkpoint due() {
        return locked(() -> {
            long done = done();
            if (done <= stored) {
                return null;
            }
            return handled.position() == done ? handled : new Checkpoint(done, null);
        });
    }

    /** The same, but only when nothing waits: not in the middle of a page. */
    @Nullable
    Checkpoint dueAtRest() {
        return locked(() -> queue.isEmpty() ? due() : null);
    }

    void stored(long position) {
        lock.lock();
        try {
            stored = Math.max(stored, position);
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            if (worker == null) {
                worker = Worker.start("eventsource-" + lease.subscription() + "-" + lease.partition(), this::step);
            }
            worker.wake();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody may have decided on its letters. */
    void lookAtLetters() {
        if (handling.lookAtLetters()) {
            wake();
        }
    }

    private Duration step() throws Exception {
        if (!busy(true)) {
            return Worker.UNTIL_WOKEN;
        }
        try {
            return handling.step();
        } finally {
            busy(false);
        }
    }

    /** Who closes the lane sees either that it is busy or that it will begin nothing more. */
    private boolean busy(boolean now) {
        lock.lock();
        try {
            busy = now && !closing;
            return busy;
        } finally {
            lock.unlock();
        }
    }

    /** Begins no further event. */
    void close() {
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
    }

    /** Was its handler interrupted, if it was busy? */
    boolean isEnded() {
        return ended;
    }

    boolean isClosing() {
        return locked(() -> closing);
    }

    /** May one of the events before it have killed the last owner? */
    boolean isInDoubt() {
        return handling.isInDoubt(position());
    }

    boolean isBusy() {
        return locked(() -> busy);
    }

    /** Ends its thread, by an interrupt if it is busy. */
    void end() {
        close();
        ended = true;
        Worker running = locked(() -> worker);
        if (running != null) {
            running.stop();
        }
    }

    private <R extends @Nullable Object> R locked(java.util.function.Supplier<R> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }
}
