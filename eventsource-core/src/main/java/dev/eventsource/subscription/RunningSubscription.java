// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.subscription.Subscription.Options;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it runs in this process: what it is doing, and how far it has come. Thread-safe.
 *
 * <p>Several processes may share its partitions. What is asked here is answered for all of them from what is stored,
 * and for the partitions of this process from what it knows itself, which is newer.
 */
public final class RunningSubscription {

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Running running;
    private final Subscription definition;
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
    private final Queue<Lane> gone = new ConcurrentLinkedQueue<>();
    private final Reader reader;
    private final Checkpoints checkpoints;
    private final Seen seenBy;
    private final Tally tally = new Tally();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final long startedAt = System.nanoTime();
    private volatile long startedFrom = -1;
    private volatile boolean settled;
    private volatile boolean paused;
    private volatile boolean stopped;
    private volatile boolean caughtUp;
    private volatile long seen;
    private volatile @Nullable String reason;

    RunningSubscription(Running running, Subscription definition) {
        this.running = running;
        this.definition = definition;
        this.checkpoints = new Checkpoints(this);
        this.seenBy = new Seen(running, definition);
        this.reader = new Reader(this);
    }

    /** Its name and version. */
    public SubscriptionId id() {
        return definition.id();
    }

    /** What it is doing in this process. */
    public RunState state() {
        if (reason != null) {
            return RunState.FAILED;
        }
        if (stopped) {
            return RunState.STOPPED;
        }
        if (paused) {
            return RunState.PAUSED;
        }
        if (tally.outage().isPresent() || !running.isAlive()) {
            return settled ? RunState.WAITING_TO_RETRY : RunState.STARTING;
        }
        if (!settled) {
            return RunState.STARTING;
        }
        return caughtUp && lanes.values().stream().allMatch(Lane::isIdle) ? RunState.LIVE : RunState.CATCHING_UP;
    }

    /** Why it is {@link RunState#FAILED} or {@link RunState#WAITING_TO_RETRY}; empty if it is neither. */
    public Optional<String> reason() {
        return failure().or(() -> state() == RunState.WAITING_TO_RETRY ? tally.outage() : Optional.empty());
    }

    Optional<String> failure() {
        return Optional.ofNullable(reason);
    }

    /** The position up to which everything is done, in all partitions. */
    public long position() {
        Map<Integer, Long> here = new HashMap<>();
        lanes.values().forEach(lane -> here.put(lane.lease().partition(), lane.position()));
        if (here.size() == options().partitioning().partitions()) {
            return here.values().stream().mapToLong(position -> position).min().orElse(0);
        }
        return stored().map(SubscriptionState::partitions).stream()
                .flatMap(List::stream)
                .mapToLong(
                        one -> here.getOrDefault(one.number(), one.checkpoint().position()))
                .min()
                .orElse(0);
    }

    /**
     * Waits until everything up to a position is done: for reading what one has written.
     *
     * @return false if that was not so in time
     */
    public boolean await(long position, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (position() < position) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            lock.lockInterruptibly();
            try {
                // Other processes' partitions are heard of only by looking.
                moved.awaitNanos(Math.min(left, LOOK.toNanos()));
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /** How far it is behind, by what the storage says now. */
    public Lag lag() {
        return Lag.of(position(), definition.query(), storage().events(), now());
    }

    /** How catching up goes on. */
    public Progress progress() {
        long position = position();
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        double rate = startedFrom < 0 ? 0 : (position - startedFrom) / seconds;
        long remaining = Math.max(0, storage().events().head() - position);
        return new Progress(
                rate,
                remaining,
                rate > 0 ? Optional.of(Duration.ofMillis((long) (remaining / rate * 1000))) : Optional.empty());
    }

    /** How many events this process has handled. */
    public long handled() {
        return tally.handled();
    }

    /** How many attempts to handle an event have failed in this process. */
    public long failed() {
        return tally.failed();
    }

    /** How many events this process has parked. */
    public long parkedEvents() {
        return tally.parked();
    }

    /** When this process last handled an event. */
    public Optional<Instant> lastHandledAt() {
        return tally.lastHandledAt();
    }

    /** Lets it rest in all processes; events under way are finished. */
    public void pause() {
        storage().checkpoints().pause(id(), true);
        running.lookNow();
    }

    /**
     * Lets it go on in all processes. If events of several sequences were failing, which is taken for an outage and waited
     * for without end, that is over: those events use up their attempts and are parked if they still fail. It takes a
     * pause that the owners have noticed; an outage that the exceptions tell of is waited for all the same.
     */
    public void resume() {
        storage().checkpoints().pause(id(), false);
        running.lookNow();
    }

    Subscription definition() {
        return definition;
    }

    Options options() {
        return definition.options();
    }

    /** What is seen of it. */
    Seen seen() {
        return seenBy;
    }

    Storage storage() {
        return running.storage();
    }

    Instant now() {
        return running.now();
    }

    String sequence(RecordedEvent event) {
        try {
            return options().partitioning().sequence().apply(event);
        } catch (RuntimeException e) {
            fail("the sequence of the event at position " + event.position() + " cannot be told: " + Letters.words(e));
            throw e;
        }
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    Map<Integer, Lane> lanesByPartition() {
        return lanes;
    }

    boolean mayWork() {
        return !paused && !stopped && reason == null && running.isAlive();
    }

    boolean isStopped() {
        return stopped;
    }

    void settled(boolean all) {
        settled |= all;
        if (startedFrom < 0 && !lanes.isEmpty()) {
            startedFrom = position();
        }
    }

    void paused(boolean wanted) {
        if (paused != wanted) {
            if (paused) {
                tally.blame();
            }
            paused = wanted;
            wake();
        }
    }

    void wake() {
        lanes.values().forEach(Lane::wake);
        reader.wake();
    }

    void feed() {
        reader.wake();
    }

    /** How far its furthest partition here has come. */
    long furthest() {
        return lanes.values().stream().mapToLong(Lane::position).max().orElse(0);
    }

    /** The log ends here: if it was not heard of, it is read now. */
    void noticeHead(long head, long furthest) {
        if (head < furthest) {
            fail("the log ends at position " + head + ", but events up to " + furthest
                    + " were handled: it was rewound. Find out what was lost, then reset the subscription");
        } else if (head > seen) {
            reader.wake();
        }
    }

    void read(EventPage page) {
        seen = page.through();
        caughtUp = page.end();
        moved();
    }

    void moved() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        running.moved();
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    void lookNow() {
        running.lookNow();
    }

    void fail(String why) {
        if (reason != null) {
            return;
        }
        reason = why;
        Running.log.error("Subscription {} has stopped: {}", id(), why);
    }

    /** A person has reset it. */
    void forgetFailure() {
        reason = null;
    }

    void stop() {
        stopped = true;
        reader.close();
        lanes.values().forEach(Lane::close);
    }

    /** All partitions here were given back at once. */
    void left() {
        lanes.keySet().forEach(seenBy::given);
    }

    void succeeded(int events) {
        tally.succeeded(events, now());
    }

    void decided() {
        tally.decided();
    }

    void parked() {
        tally.parkedOne();
        seenBy.dead();
    }

    /** Is this failure no fault of the event's? */
    boolean isOutage(RecordedEvent event, Throwable e) {
        boolean before = tally.outage().isPresent();
        String words = "the event at position " + event.position() + " ("
                + event.event().type() + ") fails: " + Letters.words(e);
        boolean found = tally.isOutage(sequence(event), options().retry().isOutage(e), words);
        if (found && !before) {
            Running.log.warn("Subscription {} waits: {}", id(), tally.outage().orElse(words));
        }
        return found;
    }

    /** Somebody else owns its partition, or it was reset. */
    void lost(Lane lane) {
        lane.close();
        // Known as gone before it is missing: nobody may take the partition while its last event is being handled.
        gone.add(lane);
        if (lanes.remove(lane.lease().partition(), lane)) {
            seenBy.given(lane.lease().partition());
            running.lookNow();
        } else {
            gone.remove(lane);
        }
    }

    /** Is the last event of a lane that was lost still being handled here? */
    boolean isEnding(int partition) {
        return gone.stream().anyMatch(lane -> lane.lease().partition() == partition && lane.isBusy());
    }

    /** Is there a handler that has not ended, or a lane that does not know what was done before it? */
    boolean mustGiveBackSingly() {
        return allLanes().anyMatch(lane -> lane.isBusy() || lane.isInDoubt());
    }

    /** Those too whose last event is still being handled although they were lost. */
    Stream<Lane> allLanes() {
        return Stream.concat(lanes.values().stream(), gone.stream());
    }

    /** Ends the threads of lanes that were lost, when their last event is done; whether some are not yet. */
    boolean endGone() {
        gone.removeIf(lane -> {
            if (lane.isBusy()) {
                return false;
            }
            lane.end();
            return true;
        });
        return !gone.isEmpty();
    }

    private Optional<SubscriptionState> stored() {
        return storage().checkpoints().find(id());
    }
}
