package dev.eventsource.subscription;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How often a subscription has succeeded and failed in this process, and whether what fails is the events' fault.
 * Thread-safe.
 */
final class Tally {

    private static final int SEQUENCES_OF_AN_OUTAGE = 3;

    private final Set<String> failing = new HashSet<>();
    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private volatile boolean outage;
    private volatile @Nullable Instant lastHandledAt;

    void succeeded(int events, Instant now) {
        handled.addAndGet(events);
        lastHandledAt = now;
        outage = false;
        synchronized (failing) {
            failing.clear();
        }
    }

    /**
     * Counts a failure. It is an outage if it says so itself, or if several sequences have failed without a success
     * between.
     */
    boolean isOutage(String sequence, boolean saysSo) {
        failed.incrementAndGet();
        boolean many;
        synchronized (failing) {
            failing.add(sequence);
            many = failing.size() >= SEQUENCES_OF_AN_OUTAGE;
        }
        outage |= many || saysSo;
        return many || saysSo;
    }

    /** Somebody knows what becomes of an event: nothing waits. */
    void decided() {
        outage = false;
    }

    void parkedOne() {
        parked.incrementAndGet();
    }

    boolean isInOutage() {
        return outage;
    }

    long handled() {
        return handled.get();
    }

    long failed() {
        return failed.get();
    }

    long parked() {
        return parked.get();
    }

    Optional<Instant> lastHandledAt() {
        return Optional.ofNullable(lastHandledAt);
    }
}
