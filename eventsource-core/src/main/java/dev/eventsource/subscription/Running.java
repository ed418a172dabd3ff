// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.Registration;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.Pulse;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.worker.AtShutdown;
import dev.eventsource.worker.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that runs in this process on one storage: start subscriptions here, and close it when the process ends.
 *
 * <p>How it works: one thread, the keeper, says every few seconds that the process is alive, learns by the same statement
 * whether anybody has changed anything and where the log ends, divides partitions with other processes, and stores
 * checkpoints. Each subscription has a thread that reads and, while there is something to handle, one for each of its
 * partitions here. While the process cannot say that it is alive, it begins no further event once its lease is over.
 */
public final class Running implements AutoCloseable {

    static final Logger log = LoggerFactory.getLogger(Running.class);
    private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(10);
    private static final Duration LOOK_AT_CLOSING = Duration.ofMillis(20);

    private final Storage storage;
    private final Options options;
    private final Clock clock;
    private final Map<SubscriptionId, Ownership> subscriptions = new ConcurrentSkipListMap<>();
    private final Registration wakeUps;
    private final Worker keeper;
    private volatile long aliveUntil = System.nanoTime();
    private final AtomicBoolean lookWanted = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean moved;
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable AtShutdown hook;
    private volatile Pulse last = new Pulse(-1, -1, 0);
    private volatile long nextPulse = System.nanoTime();

    private Running(Storage storage, Options options, Clock clock) {
        this.storage = storage;
        this.options = options.process().isEmpty()
                ? options.withProcess(ProcessHandle.current().pid() + "-" + UUID.randomUUID())
                : options;
        this.clock = clock;
        this.wakeUps = storage.events()
                .onAppend(() ->
                        subscriptions.values().forEach(one -> one.subscription().feed()));
        this.keeper = Worker.start("eventsource-keeper", this::step);
    }

    /** Nothing yet, on this storage. */
    public static Running on(Storage storage) {
        return on(storage, Options.DEFAULT);
    }

    /** Nothing yet, on this storage. */
    public static Running on(Storage storage, Options options) {
        return new Running(storage, options, Clock.systemUTC());
    }

    /**
     * Starts a subscription. Where it starts is settled when it is new; its partitions come as other processes give them
     * back.
     *
     * @throws IllegalArgumentException if it is known with another query or number of partitions, or runs here already
     * @throws IllegalStateException if it was stopped here and one of its handlers has not ended yet
     */
    public RunningSubscription start(Subscription subscription) {
        starting.lock();
        try {
            return startOne(subscription);
        } finally {
            starting.unlock();
        }
    }

    private RunningSubscription startOne(Subscription subscription) {
        SubscriptionId id = subscription.id();
        if (closed) {
            throw new IllegalStateException("This was closed");
        }
        Ownership known = subscriptions.get(id);
        if (known != null && known.isQuitting() && !known.isOver()) {
            throw new IllegalStateException("Subscription " + id + " was stopped, but a handler of it has not ended: "
                    + Ending.busy(known.subscription().allLanes()) + "; start it again when it has");
        }
        if (known != null && !known.isQuitting()) {
            throw new IllegalArgumentException("Subscription " + id + " runs in this process already");
        }
        new Settlement(storage).of(subscription);
        if (!isAlive()) {
            storage.leases().renew(options.process(), options.lease());
        }
        storage.leases().join(options.process(), id);
        RunningSubscription running = new RunningSubscription(this, subscription);
        subscriptions.put(id, new Ownership(options.process(), running));
        log.info("Subscription {} has started", id);
        lookNow();
        return running;
    }

    /** What runs here, by name and version. */
    public List<RunningSubscription> subscriptions() {
        return subscriptions.values().stream().map(Ownership::subscription).toList();
    }

    /** How these subscriptions are doing; see {@link #health(Duration)}. */
    public Health health() {
        return health(Health.LAG_LIMIT);
    }

    /**
     * How the storage and the subscriptions of this process are doing.
     *
     * @param lagLimit how old the lag of a subscription may be
     */
    public Health health(Duration lagLimit) {
        return new Checkup(storage, lagLimit, clock).of(subscriptions());
    }

    /** Closes this when the JVM shuts down, within ten seconds; see {@link #closeOnShutdown(Duration)}. */
    public Running closeOnShutdown() {
        return closeOnShutdown(PATIENCE_ON_CLOSE);
    }

    /**
     * Stops everything when the JVM shuts down (the end of main, SIGTERM, Ctrl-C), and says in the log what was not at
     * rest in time. Until then the storage must stay open. Closing this before takes it back.
     *
     * @param patience see {@link #stop}; shorter than what whoever ends the process allows
     * @return this
     */
    public Running closeOnShutdown(Duration patience) {
        starting.lock();
        try {
            forgetHook();
            if (!closed) {
                hook = AtShutdown.run("eventsource-shutdown", () -> {
                    log.info("The process ends, and its subscriptions are stopped");
                    stop(patience);
                });
            }
        } finally {
            starting.unlock();
        }
        return this;
    }

    private void forgetHook() {
        if (hook != null) {
            hook.close();
            hook = null;
        }
    }

    /** Stops everything within ten seconds; see {@link #stop}. */
    @Override
    public void close() {
        stop(PATIENCE_ON_CLOSE);
    }

    /**
     * Stops everything: no further event is begun, those under way may end until the time is over and are interrupted
     * then. Checkpoints are stored and partitions given back. Stopping twice is harmless.
     *
     * @return what was not at rest in time, in words
     */
    public List<String> stop(Duration patience) {
        starting.lock();
        try {
            if (closed) {
                return List.of();
            }
            closed = true;
            forgetHook();
        } finally {
            starting.unlock();
        }
        wakeUps.close();
        List<String> late = new Ending(subscriptions()).within(patience);
        keeper.close();
        leave();
        return late;
    }

    /**
     * Stops one of them in the same way, so that other processes take over, its version can be dropped, or it can be
     * started again. A handler that has not ended keeps its partition until it has.
     *
     * @return what was not at rest in time, in words
     */
    public List<String> stop(RunningSubscription subscription, Duration patience) {
        Ownership ownership = subscriptions.get(subscription.id());
        if (ownership == null || ownership.subscription() != subscription) {
            return List.of();
        }
        List<String> late = new Ending(List.of(subscription)).within(patience);
        ownership.quit();
        forgetIfOver(ownership);
        return late;
    }

    private void forgetIfOver(Ownership ownership) {
        if (ownership.isOver()) {
            subscriptions.remove(ownership.subscription().id(), ownership);
        }
    }

    private void leave() {
        try {
            subscriptions().forEach(one -> one.checkpoints().store(one.lanes()));
            if (subscriptions.values().stream()
                    .anyMatch(one -> one.subscription().mustGiveBackSingly())) {
                // A handler that has not ended keeps its partition until the lease is over.
                each(Ownership::quit);
            } else {
                storage.leases().leave(options.process());
                subscriptions().forEach(RunningSubscription::left);
            }
        } catch (RuntimeException e) {
            log.warn("The last checkpoints could not be stored, some events may come again", e);
        }
    }

    Storage storage() {
        return storage;
    }

    Instant now() {
        return clock.instant();
    }

    Observer observer() {
        return options.observer();
    }

    /** Where the log ended when it was last looked at. */
    long head() {
        return last.head();
    }

    /** By this machine's clock, reckoned from before the last pulse. */
    boolean isAlive() {
        return System.nanoTime() < aliveUntil;
    }

    void lookNow() {
        lookWanted.set(true);
        nextPulse = System.nanoTime();
        keeper.wake();
    }

    /** A lane has moved: its checkpoint is to be stored when it is time. */
    void moved() {
        if (!moved) {
            moved = true;
            keeper.wake();
        }
    }

    private Duration step() {
        if (System.nanoTime() - nextPulse >= 0) {
            pulse();
        }
        AtomicBoolean waiting = new AtomicBoolean();
        each(one -> {
            waiting.compareAndSet(false, one.giveBack());
            forgetIfOver(one);
        });
        long rest = Math.max(0, nextPulse - System.nanoTime());
        if (moved) {
            rest = Math.min(rest, store());
        }
        return waiting.get() ? LOOK_AT_CLOSING : Duration.ofNanos(rest);
    }

    /** Stores checkpoints of those whose time has come; in how many nanoseconds the next one's comes. */
    private long store() {
        moved = false;
        AtomicLong rest = new AtomicLong(Long.MAX_VALUE);
        try {
            each(one -> rest.accumulateAndGet(one.subscription().checkpoints().storeInTime(), Math::min));
        } catch (RuntimeException e) {
            moved = true;
            throw e;
        }
        if (rest.get() < Long.MAX_VALUE) {
            moved = true;
        }
        return rest.get();
    }

    private void look(List<Ownership> due) {
        if (!due.isEmpty()) {
            Picture picture = Picture.of(
                    storage, due.stream().map(one -> one.subscription().id()).toList());
            Turns.each(due, one -> one.look(picture));
        }
    }

    private void each(Consumer<Ownership> turn) {
        Turns.each(subscriptions.values(), turn);
    }

    private void pulse() {
        long before = System.nanoTime();
        Map<SubscriptionId, Long> furthest = new HashMap<>();
        subscriptions().forEach(one -> furthest.put(one.id(), one.furthest()));
        boolean wanted = lookWanted.getAndSet(false);
        try {
            Pulse pulse = storage.leases().renew(options.process(), options.lease());
            // Looked at afterwards: what was not over then was not over when it was renewed.
            boolean lapsed = !isAlive();
            if (!lapsed) {
                aliveUntil = before + options.lease().toNanos();
            }
            boolean changed = wanted || lapsed || pulse.changes() != last.changes() || pulse.alive() != last.alive();
            furthest.forEach((id, position) -> {
                Ownership one = subscriptions.get(id);
                if (one != null) {
                    one.subscription().noticeHead(pulse.head(), position);
                }
            });
            look(subscriptions.values().stream()
                    .filter(one -> changed || one.isUnfinished())
                    .toList());
            last = pulse;
            // Only now: what others took meanwhile is known.
            aliveUntil = before + options.lease().toNanos();
            nextPulse = before + options.pulse().toNanos();
            if (lapsed) {
                subscriptions.values().forEach(one -> one.subscription().wake());
            }
        } catch (RuntimeException e) {
            lookWanted.set(true);
            throw e;
        }
    }

    /**
     * How a process takes part.
     *
     * @param process its name among the others, which nobody else has; "" for one by chance
     * @param lease how long after its last sign of life others take over, 300 ms to 1 hour
     * @param observer sees what subscriptions read and hand over, and which partitions come and go
     */
    public record Options(String process, Duration lease, Observer observer) {

        /** A name by chance, and ten seconds. */
        public static final Options DEFAULT = new Options("", Duration.ofSeconds(10), Observer.NONE);

        public Options {
            if (lease.toMillis() < 300 || lease.toHours() > 1) {
                throw new IllegalArgumentException("Options.lease is 300 ms to 1 hour, not " + lease);
            }
        }

        public Options withProcess(String process) {
            return new Options(process, lease, observer);
        }

        public Options withLease(Duration lease) {
            return new Options(process, lease, observer);
        }

        public Options withObserver(Observer observer) {
            return new Options(process, lease, observer);
        }

        Duration pulse() {
            return lease.dividedBy(5);
        }
    }
}
