// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.event.Registration;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationQueue.Renewal;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.worker.Worker;
import dev.eventsource.workflow.Interruption.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers of this process that do the operations of a storage: all of it, or a tenant's. Thread-safe.
 *
 * <p>How it works: each worker has a thread, which claims one operation, runs its handler, writes down how that ended, and
 * looks for the next one; when there is none it rests until it is woken. A new operation wakes one that is not at work, and
 * whoever has found something wakes the next one before he begins. One more thread renews leases. Another one, the keeper,
 * does by the time what {@link OperationQueue#tend} says, so that what is delayed is woken when its time has come. The last
 * one, the watch, which never asks the storage, interrupts what takes too long and whose lease is over.
 */
public final class OperationRunner implements AutoCloseable {

    static final Logger log = LoggerFactory.getLogger(OperationRunner.class);
    private static final Duration PATIENCE_ON_CLOSE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long GAP = Duration.ofMillis(20).toNanos();

    private final Storage storage;
    private final OperationQueue queue;
    private final OperationRouter router;
    private final Options options;
    private final Routes routes;
    private final Presence presence = new Presence();
    private final List<OperationWorker> workers;
    private final Worker leases;
    private final Worker keeper;
    private final Worker watch;
    private final Registration wakeUps;
    private volatile boolean tendWanted = true;
    private volatile long nextLook;
    private long lastTend = System.nanoTime() - GAP;
    private long nextTend = System.nanoTime();

    private OperationRunner(Storage storage, OperationRouter router, Options options) {
        this.storage = storage;
        this.queue = storage.operations().queue();
        this.router = router;
        this.options = options.process().isEmpty()
                ? options.withProcess(ProcessHandle.current().pid() + "-" + UUID.randomUUID())
                : options;
        this.routes = new Routes(options.channels(), router.types());
        this.nextLook = System.nanoTime();
        this.workers = IntStream.rangeClosed(1, options.workers())
                .mapToObj(number -> new OperationWorker(this, number))
                .toList();
        this.leases = Worker.start("eventsource-operations-leases", this::renew);
        this.keeper = Worker.start("eventsource-operations", this::keep);
        this.watch = Worker.start("eventsource-operations-watch", this::watch);
        this.workers.forEach(OperationWorker::start);
        this.wakeUps = queue.onChange(this::somethingNew);
    }

    /** Starts workers with the default options. */
    public static OperationRunner start(Storage storage, OperationRouter router) {
        return start(storage, router, Options.DEFAULT);
    }

    /**
     * Starts workers.
     *
     * @param storage stays open until this is closed
     */
    public static OperationRunner start(Storage storage, OperationRouter router, Options options) {
        return new OperationRunner(storage, router, options);
    }

    /** Stops within ten seconds; see {@link #stop}. */
    @Override
    public void close() {
        stop(PATIENCE_ON_CLOSE);
    }

    /**
     * Claims nothing any more, lets handlers end until the time is over, and interrupts them then: their attempts are
     * abandoned, and what becomes of the operations is for the policy to say. Stopping twice is harmless.
     *
     * @return what had not ended five seconds after that, in words: other workers take it over when the lease is over
     */
    public List<String> stop(Duration patience) {
        if (!presence.close()) {
            return List.of();
        }
        wakeUps.close();
        if (!presence.awaitRest(patience)) {
            workers.forEach(worker -> worker.interrupt(Reason.STOPPED));
            presence.awaitRest(GRACE);
        }
        List<String> late = workers.stream().flatMap(OperationWorker::busyWith).toList();
        workers.forEach(OperationWorker::stop);
        leases.close();
        keeper.close();
        watch.close();
        return late;
    }

    private void somethingNew() {
        tendWanted = true;
        keeper.wake();
        wakeOne();
    }

    /** One that is not at work; those that are look for more when they are done. */
    void wakeOne() {
        for (OperationWorker worker : workers) {
            if (worker.isFree()) {
                worker.wake();
                return;
            }
        }
    }

    /** The watch is to look at an attempt at that time. */
    void lookAt(long nanos) {
        if (nanos - nextLook < 0) {
            watch.wake();
        }
    }

    private Duration watch() {
        long next = System.nanoTime() + Worker.UNTIL_WOKEN.toNanos();
        nextLook = next;
        for (OperationWorker worker : workers) {
            next = earlier(next, worker.interruptIfLate());
        }
        nextLook = next;
        return Duration.ofNanos(Math.max(0, next - System.nanoTime()));
    }

    private Duration keep() {
        long now = System.nanoTime();
        if (now - nextTend >= 0 || (tendWanted && now - lastTend >= GAP)) {
            tend();
        }
        long next = tendWanted ? earlier(nextTend, lastTend + GAP) : nextTend;
        return Duration.ofNanos(Math.max(0, next - System.nanoTime()));
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private void tend() {
        tendWanted = false;
        lastTend = System.nanoTime();
        nextTend = lastTend + options.heartbeat().toNanos();
        if (presence.isClosed()) {
            return;
        }
        Duration rest = queue.tend(routes, this::abandoned);
        nextTend = earlier(nextTend, System.nanoTime() + Math.max(GAP, rest.toNanos()));
        wakeOne();
    }

    /** Sooner again if somebody else is at the row of one. */
    private Duration renew() {
        List<OperationQueue.Claim> claims =
                workers.stream().flatMap(OperationWorker::claimsToKeep).toList();
        if (claims.isEmpty()) {
            return options.lease().dividedBy(3);
        }
        long end = System.nanoTime() + options.lease().toNanos();
        Renewal renewal = queue.renew(claims, options.lease());
        workers.forEach(worker -> worker.renewed(renewal.kept(), end));
        workers.forEach(worker -> worker.interruptIfIn(renewal.lost()));
        boolean all = renewal.kept().size() + renewal.lost().size() == claims.size();
        return options.lease().dividedBy(all ? 3 : 30);
    }

    private Failed abandoned(Operation operation) {
        String why = Failed.unheard(operation).error();
        log.warn("{}: {}", operation, why);
        return router.route(operation.type()).orElseThrow().policy().abandoned(operation, why);
    }

    Storage storage() {
        return storage;
    }

    OperationQueue queue() {
        return queue;
    }

    OperationRouter router() {
        return router;
    }

    Routes routes() {
        return routes;
    }

    Options options() {
        return options;
    }

    Presence presence() {
        return presence;
    }

    /**
     * How operations are done.
     *
     * @param workers how many at once, 1 to 1,000
     * @param channels which
     * @param process a name that no other process uses, "" for one that is made up; up to 180 characters
     * @param lease how long after its process has died an operation is taken away from a worker; 300 ms to 1 day
     * @param heartbeat how often to look for what nobody told of; 10 ms to 1 day
     */
    public record Options(int workers, Set<String> channels, String process, Duration lease, Duration heartbeat) {

        /** 4 workers on the channel {@code default}, a lease of 30 s, a heartbeat of 5 s. */
        public static final Options DEFAULT =
                new Options(4, Set.of("default"), "", Duration.ofSeconds(30), Duration.ofSeconds(5));

        private static final int MAX_WORKERS = 1_000;
        private static final int MAX_PROCESS = 180;

        public Options {
            channels = Set.copyOf(channels);
            channels.forEach(OperationArguments::channel);
            if (workers < 1 || workers > MAX_WORKERS) {
                throw new IllegalArgumentException("Options.workers is 1 to " + MAX_WORKERS + ", not " + workers);
            }
            if (!process.isEmpty()) {
                SubscriptionArguments.process(process);
            }
            if (process.length() > MAX_PROCESS) {
                throw new IllegalArgumentException("Options.process has at most " + MAX_PROCESS + " characters");
            }
            if (SubscriptionArguments.lease(lease).toMillis() < 300) {
                throw new IllegalArgumentException("Options.lease is 300 ms to 1 day, not " + lease);
            }
            if (heartbeat.toMillis() < 10 || heartbeat.toDays() > 1) {
                throw new IllegalArgumentException("Options.heartbeat is 10 ms to 1 day, not " + heartbeat);
            }
        }

        public Options withWorkers(int workers) {
            return new Options(workers, channels, process, lease, heartbeat);
        }

        public Options withChannels(String... channels) {
            return new Options(workers, Set.of(channels), process, lease, heartbeat);
        }

        public Options withProcess(String process) {
            return new Options(workers, channels, process, lease, heartbeat);
        }

        public Options withLease(Duration lease) {
            return new Options(workers, channels, process, lease, heartbeat);
        }

        public Options withHeartbeat(Duration heartbeat) {
            return new Options(workers, channels, process, lease, heartbeat);
        }
    }
}
