// SPDX-License-Identifier: Apache-2.0
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
    private final Set<String> guilty = new HashSet<>();
    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private volatile @Nullable String outage;
    private volatile @Nullable Instant lastHandledAt;

    void succeeded(int events, Instant now) {
        handled.addAndGet(events);
        lastHandledAt = now;
        outage = null;
        synchronized (failing) {
            failing.clear();
            guilty.clear();
        }
    }

    /**
     * Counts a failure. It is an outage if it says so itself, or if several sequences have failed without a success
     * between that nobody has blamed for it.
     *
     * @param words what is to be said of it if it is one
     */
    boolean isOutage(String sequence, boolean saysSo, String words) {
        failed.incrementAndGet();
        boolean many;
        synchronized (failing) {
            if (!guilty.contains(sequence)) {
                failing.add(sequence);
            }
            many = !guilty.contains(sequence) && failing.size() >= SEQUENCES_OF_AN_OUTAGE;
        }
        if (saysSo) {
            outage = words;
        } else if (many) {
            outage = words + ", as do events of others; if they are at fault and not what the handler needs, pause the"
                    + " subscription and resume it: they are parked then";
        }
        return many || saysSo;
    }

    /** Somebody says that it is the fault of the events which fail now. */
    void blame() {
        synchronized (failing) {
            guilty.addAll(failing);
            failing.clear();
        }
    }

    /** Somebody knows what becomes of an event: nothing waits. */
    void decided() {
        outage = null;
    }

    void parkedOne() {
        parked.incrementAndGet();
    }

    /** What it waits for, in words; empty if it does not. */
    Optional<String> outage() {
        return Optional.ofNullable(outage);
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
