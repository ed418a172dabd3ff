package dev.eventsource.inmemory;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.Registration;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.TenantStorage;
import dev.eventsource.store.WakeUps;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A storage in memory: for tests, and the specification in code of what the others do by SQL. It keeps everything until
 * it is dropped.
 *
 * <p>How it works: whoever writes holds the write lock and works on a draft on top of the committed log; in the end the
 * draft is added to the log under a second lock, which readers share and which is never held for long. So readers see
 * a transaction as a whole or not at all, and never wait for one.
 */
public final class InMemoryStorage implements Storage {

    private static final long PATIENCE_SECONDS = 30;

    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final ReentrantReadWriteLock publishing = new ReentrantReadWriteLock();
    private final Log log = new Log();
    private final WakeUps wakeUps = new WakeUps();
    private final AsyncAppends async;
    private final EventStore events;
    private volatile boolean closed;

    public InMemoryStorage() {
        this(Clock.systemUTC());
    }

    /**
     * A storage with a clock of your own.
     *
     * @param clock for {@code recordedAt}
     */
    public InMemoryStorage(Clock clock) {
        this.clock = clock;
        this.async = new AsyncAppends(
                append -> this.atomically(joined -> joined.events().append(append)));
        this.events = new InMemoryEvents(this, async);
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        checkOutside();
        lockForWriting();
        boolean added;
        R result;
        try {
            Log draft = new Log(log);
            result = inDraft(draft, work);
            added = publish(draft.added());
        } finally {
            writing.unlock();
        }
        if (added) {
            wakeUps.wakeAll();
        }
        return result;
    }

    @Override
    public Storage forTenant(String tenant) {
        return new TenantStorage(this, tenant);
    }

    @Override
    public void close() {
        closed = true;
        async.close();
    }

    /** Inside {@code atomically} the outer storage would wait for itself. */
    void checkOutside() {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "This thread is inside atomically: use the storage handed to you, the outer one would wait for it");
        }
        checkOpen();
    }

    <R> R reading(Function<Log, R> read) {
        checkOpen();
        publishing.readLock().lock();
        try {
            return read.apply(log);
        } finally {
            publishing.readLock().unlock();
        }
    }

    Registration onAppend(Runnable wakeUp) {
        checkOpen();
        return wakeUps.add(wakeUp);
    }

    private <R, X extends Exception> R inDraft(Log draft, Work<R, X> work) throws X {
        Transaction transaction = new Transaction(this, draft, clock);
        try {
            R result = work.in(transaction);
            transaction.scope().checkCommittable();
            return result;
        } finally {
            transaction.scope().end();
        }
    }

    private boolean publish(List<RecordedEvent> added) {
        publishing.writeLock().lock();
        try {
            log.add(added);
        } finally {
            publishing.writeLock().unlock();
        }
        return !added.isEmpty();
    }

    /** An interrupt neither ends the wait nor is lost. */
    private void lockForWriting() {
        boolean interrupted = false;
        boolean locked = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!locked) {
            try {
                locked = writing.tryLock(Math.max(deadline - System.nanoTime(), 1), TimeUnit.NANOSECONDS);
                if (!locked) {
                    throw new StorageException("Others held the store's write lock for " + PATIENCE_SECONDS
                            + " s; nothing was stored. Keep transactions short, or append again");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The storage is closed");
        }
    }
}
