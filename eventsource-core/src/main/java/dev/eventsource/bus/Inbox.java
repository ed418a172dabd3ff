// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.handling.Handler;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Receiver;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off the messages of one part of a group, as its only owner: the same rules on every bus; for those who write one.
 *
 * <p>How it works: the bus lets messages {@link #arrive} as long as there is {@link #room}; one worker hands them to the
 * handler, one after the other. A message that fails waits for its next attempt, and those of its key that come
 * meanwhile wait behind it; the others pass by. What is handled, dead or of no interest is reported as done in the order in
 * which that happens, so the bus must bear holes. When the part is lost or the inbox closed, nothing more is begun, and
 * what was not done is forgotten here: it is the next owner's.
 */
public final class Inbox implements AutoCloseable {

    /** Who comes too late for a while, may be in time again. */
    private static final Duration AGAIN_IF_OWNED = Duration.ofMillis(100);

    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(1);

    /** For who was interrupted. */
    private static final Duration GRACE = Duration.ofMillis(300);

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final OwnedPartition partition;
    private final int inFlight;
    private final Treatment treatment;
    private final Observer observer;
    private final Receiver receiver;
    private final int number;
    private final AtomicBoolean given = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rested = lock.newCondition();
    private final Backlog backlog = new Backlog();
    private @Nullable Worker worker;
    private boolean busy;
    private boolean closing;
    private boolean stopped;
    private boolean ended;
    private boolean failing;

    private Inbox(Part part, BusOptions options, OwnedPartition partition, Handler<Message> handler) {
        this.partition = partition;
        this.number = part.number();
        this.observer = options.observer();
        this.receiver = new Receiver(part.topic(), part.group().name());
        this.treatment = new Treatment(part.group(), options, partition, handler, this::isClosing, this::tell);
        this.inFlight = options.inFlight();
    }

    /** Begins to work. */
    public static Inbox open(Part part, BusOptions options, OwnedPartition partition, Handler<Message> handler) {
        Inbox inbox = new Inbox(part, options, partition, handler);
        inbox.start(part.group().name() + "-" + part.number());
        inbox.observer.partition(inbox.receiver, part.number(), true);
        return inbox;
    }

    private void tell(Observer.Fate fate) {
        observer.message(receiver, fate);
    }

    private void tellGiven() {
        if (given.compareAndSet(false, true)) {
            observer.partition(receiver, number, false);
        }
    }

    private void start(String name) {
        lock.lock();
        try {
            worker = Worker.start("eventsource-bus-" + name, this::step);
        } finally {
            lock.unlock();
        }
    }

    /** For how many messages there is room; bring no more. */
    public int room() {
        lock.lock();
        try {
            return closing ? 0 : inFlight - backlog.size();
        } finally {
            lock.unlock();
        }
    }

    /** The next message, in the order of the part. */
    public void arrive(Arrival arrival) {
        lock.lock();
        try {
            backlog.add(new Held(arrival));
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Something has changed that a step should look at. */
    private void wake() {
        Worker running = worker;
        if (running != null) {
            running.wake();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Is nothing being handled, and will nothing be? Then the part can be given away. */
    public boolean hasEnded() {
        lock.lock();
        try {
            return closing && !busy && (ended || stopped);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins nothing more; returns at once. {@link OwnedPartition#roomAgain} tells when the last one has ended and the note
     * for the next owner is written.
     */
    public void finish() {
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Begins nothing more, interrupts what is under way; returns at once. */
    @Override
    public void close() {
        finish();
        tellGiven();
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
        Worker running = worker;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Closes all: lets each end what it is about as long as its part is owned, then interrupts and waits a moment, since
     * what was interrupted counts as not begun, and that is to be noted.
     *
     * @param patience how long to wait before it interrupts
     */
    public static void closeAll(Collection<Inbox> all, Duration patience) {
        all.forEach(Inbox::finish);
        all.forEach(untilEnded(patience));
        all.forEach(Inbox::close);
        all.forEach(untilEnded(GRACE));
    }

    private static Consumer<Inbox> untilEnded(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        return inbox -> {
            if (inbox.partition.isOwned()) {
                inbox.awaitEnd(end - System.nanoTime());
            }
        };
    }

    private void awaitEnd(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!hasEnded() && left > 0) {
                left = rested.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private Duration step() throws Exception {
        if (isClosing()) {
            end();
            return Worker.UNTIL_WOKEN;
        }
        if (!partition.isOwned()) {
            return AGAIN_IF_OWNED;
        }
        try {
            return next();
        } catch (BusException e) {
            report(e);
            return AGAIN_AFTER_FAILURE;
        }
    }

    private Duration next() throws Exception {
        Held next = take();
        if (next == null) {
            partition.settle();
            return rest();
        }
        Treatment.Outcome outcome = Treatment.Outcome.AGAIN;
        try {
            outcome = treatment.of(next);
            failing = false;
        } finally {
            putBack(next, outcome);
            if (isClosing()) {
                end();
            }
        }
        return Duration.ZERO;
    }

    private void report(BusException e) {
        if (!failing && !isClosing()) {
            failing = true;
            log.warn(
                    "{} waits, as its broker does not do its part: {}",
                    Thread.currentThread().getName(),
                    e.getMessage());
        }
    }

    /** Leaves the note for the next owner in good order, if that is possible. */
    private void end() {
        if (!beginEnd()) {
            return;
        }
        // what interrupted the handler is not to interrupt this
        Thread.interrupted();
        try {
            if (partition.isOwned()) {
                partition.settle();
                treatment.end();
            }
        } catch (Exception e) {
            log.debug("The next owner will take this one for dead", e);
        }
        lock.lock();
        try {
            busy = false;
            ended = true;
            rested.signalAll();
        } finally {
            lock.unlock();
        }
        tellGiven();
        partition.roomAgain();
    }

    private boolean beginEnd() {
        lock.lock();
        try {
            boolean begins = !ended && (busy || !stopped);
            busy |= begins;
            return begins;
        } finally {
            lock.unlock();
        }
    }

    private Duration rest() {
        lock.lock();
        try {
            Duration untilDue = backlog.untilDue();
            return untilDue == null || closing ? Worker.UNTIL_WOKEN : untilDue;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Held take() {
        lock.lock();
        try {
            if (closing) {
                return null;
            }
            Held next = backlog.next();
            busy = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void putBack(Held treated, Treatment.Outcome outcome) {
        boolean hungry;
        lock.lock();
        try {
            // the end follows
            busy = closing;
            switch (outcome) {
                case DONE -> backlog.done(treated);
                case LATER -> backlog.later(treated);
                case AGAIN -> backlog.again(treated);
            }
            hungry = backlog.size() <= inFlight / 2 || !backlog.hasReady();
        } finally {
            lock.unlock();
        }
        if (hungry) {
            partition.roomAgain();
        }
    }

    /**
     * What is worked off.
     *
     * @param topic as the application calls it
     */
    public record Part(String topic, Group group, int number) {}
}
