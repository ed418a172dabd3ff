package dev.eventsource.bus;

import dev.eventsource.handling.Handler;
import dev.eventsource.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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

    private final OwnedPartition partition;
    private final int inFlight;
    private final Treatment treatment;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rested = lock.newCondition();
    private final Deque<Held> ready = new ArrayDeque<>();
    private final Map<String, Deque<Held>> waiting = new HashMap<>();
    private final PriorityQueue<Held> due = new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos - b.dueNanos, 0));
    private @Nullable Worker worker;
    private int held;
    private boolean busy;
    private boolean closing;

    private Inbox(Group group, BusOptions options, OwnedPartition partition, Handler<Message> handler) {
        this.partition = partition;
        this.treatment = new Treatment(group, options, partition, handler, this::isClosing);
        this.inFlight = options.inFlight();
    }

    /**
     * Begins to work.
     *
     * @param name of its thread, for people
     */
    public static Inbox open(
            String name, Group group, BusOptions options, OwnedPartition partition, Handler<Message> handler) {
        Inbox inbox = new Inbox(group, options, partition, handler);
        inbox.start(name);
        return inbox;
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
            return closing ? 0 : inFlight - held;
        } finally {
            lock.unlock();
        }
    }

    /** The next message, in the order of the part. */
    public void arrive(Arrival arrival) {
        lock.lock();
        try {
            held++;
            ready.addLast(new Held(arrival));
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** Something has changed that a step should look at. */
    public void wake() {
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

    /** Is nothing being handled, and will nothing be? */
    public boolean hasEnded() {
        lock.lock();
        try {
            return closing && !busy;
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing more; returns at once. {@link OwnedPartition#roomAgain} tells when the last one has ended. */
    public void finish() {
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /**
     * Begins nothing more and waits for the one under way; then interrupts it and waits no longer.
     *
     * @return whether it has ended in time
     */
    public boolean close(Duration patience) {
        finish();
        boolean ended = awaitRest(patience);
        Worker running = worker;
        if (running != null) {
            running.stop();
        }
        return ended;
    }

    /** Begins nothing more, interrupts what is under way. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private boolean awaitRest(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (busy && left > 0) {
                left = rested.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return hasEnded();
    }

    private Duration step() throws Exception {
        if (!partition.isOwned()) {
            return AGAIN_IF_OWNED;
        }
        Held next = take();
        if (next == null) {
            return rest();
        }
        Treatment.Outcome outcome = Treatment.Outcome.AGAIN;
        try {
            outcome = treatment.of(next);
        } finally {
            putBack(next, outcome);
        }
        return Duration.ZERO;
    }

    private Duration rest() {
        lock.lock();
        try {
            Held first = due.peek();
            return first == null || closing
                    ? Worker.UNTIL_WOKEN
                    : Duration.ofNanos(Math.max(0, first.dueNanos - System.nanoTime()));
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
            Held next = dueOrReady();
            busy = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Held dueOrReady() {
        Held first = due.peek();
        if (first != null && first.dueNanos - System.nanoTime() <= 0) {
            return due.poll();
        }
        for (Held next = ready.poll(); next != null; next = ready.poll()) {
            Deque<Held> before = waiting.get(next.key());
            if (before == null) {
                return next;
            }
            before.addLast(next);
        }
        return null;
    }

    private void putBack(Held treated, Treatment.Outcome outcome) {
        boolean hungry;
        lock.lock();
        try {
            busy = false;
            switch (outcome) {
                case DONE -> {
                    held--;
                    goOn(treated.key());
                }
                case LATER -> {
                    waiting.computeIfAbsent(treated.key(), key -> new ArrayDeque<>());
                    due.add(treated);
                }
                case AGAIN -> {
                    if (waiting.containsKey(treated.key())) {
                        due.add(treated);
                    } else {
                        ready.addFirst(treated);
                    }
                }
            }
            rested.signalAll();
            hungry = closing || held <= inFlight / 2 || ready.isEmpty();
        } finally {
            lock.unlock();
        }
        if (hungry) {
            partition.roomAgain();
        }
    }

    /** Those that waited behind it come before all that came later. */
    private void goOn(String key) {
        Deque<Held> behind = waiting.remove(key);
        while (behind != null && !behind.isEmpty()) {
            ready.addFirst(behind.removeLast());
        }
    }

    /** A message in memory, and what has become of it so far. */
    static final class Held {

        final Arrival arrival;
        private final String key;
        long dueNanos;

        @Nullable
        DeadMessage letter;

        boolean handled;

        @Nullable
        Instant firstFailedAt;

        int waits;

        Held(Arrival arrival) {
            this.arrival = arrival;
            // malformed ones disturb nobody's order
            String tenant = arrival.envelope().attributes().getOrDefault("tenant", "");
            String stream = arrival.envelope().attributes().getOrDefault("stream", arrival.id());
            this.key = tenant + ":" + stream;
        }

        String key() {
            return key;
        }

        void again(Duration delay) {
            dueNanos = System.nanoTime() + delay.toNanos();
        }
    }
}
