// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.Registration;
import dev.eventsource.store.AppendBatch;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.TenantStorage;
import dev.eventsource.store.WakeUps;
import dev.eventsource.worker.Uninterrupted;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A storage in memory: for tests, and the specification in code of what the others do by SQL. It keeps everything until
 * it is dropped.
 *
 * <p>How it works: whoever writes holds the write lock and works on a draft on top of what is committed; in the end the
 * draft is added to that under a second lock, which readers share and which is never held for long. So readers see
 * a transaction as a whole or not at all, and never wait for one.
 */
public final class InMemoryStorage implements Storage {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Duration patience;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final ReentrantReadWriteLock publishing = new ReentrantReadWriteLock();
    private final Contents committed = new Contents();
    private final WakeUps wakeUps = new WakeUps();
    private final WakeUps operationWakeUps = new WakeUps();
    private final AtomicLong operationIds = new AtomicLong();
    private final AsyncAppends async;
    private final EventStore events;
    private final Rows rows = new OwnRows();
    private final Object place = new Object();
    private volatile boolean closed;

    /** An empty storage with the clock of this machine. */
    public InMemoryStorage() {
        this(Clock.systemUTC());
    }

    /**
     * A storage with a clock of your own.
     *
     * @param clock for all times that are stored, and for leases
     */
    public InMemoryStorage(Clock clock) {
        this(clock, PATIENCE);
    }

    /**
     * A storage that can be impatient, for tests.
     *
     * @param patience how long to wait for the write lock
     */
    InMemoryStorage(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
        this.async = new AsyncAppends(this::takeTurn);
        this.events = new InMemoryEvents(this, async);
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public DocumentStore documents() {
        return new InMemoryDocuments(rows, clock);
    }

    @Override
    public SnapshotStore snapshots() {
        return new InMemorySnapshots(rows);
    }

    @Override
    public CheckpointStore checkpoints() {
        return new InMemoryCheckpoints(rows, clock);
    }

    @Override
    public Leases leases() {
        return new InMemoryLeases(rows, clock);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return new InMemoryDeadLetters(rows, clock);
    }

    @Override
    public Deduplication deduplication() {
        return new InMemoryDeduplication(rows, clock);
    }

    @Override
    public OperationStore operations() {
        return operations(rows);
    }

    @Override
    public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
        return transact(work::in);
    }

    private <R, X extends Exception> R transact(Transacted<R, X> work) throws X {
        checkOutside();
        lockForWriting();
        long before = committed.log().head();
        long changesBefore = committed.operations().changes();
        try {
            commitWaiting();
            return inDraft(work);
        } finally {
            boolean grown = committed.log().head() > before;
            boolean changed = committed.operations().changes() > changesBefore;
            writing.unlock();
            if (grown) {
                wakeUps.wakeAll();
            }
            if (changed) {
                operationWakeUps.wakeAll();
            }
        }
    }

    /** For what waits in the queue, which is executed first. */
    private void takeTurn() {
        if (closed) {
            return;
        }
        try {
            this.<Boolean, RuntimeException>transact(nothing -> true);
        } catch (StorageException e) {
            async.fail(e);
        }
    }

    @Override
    public Storage forTenant(String tenant) {
        return new TenantStorage(this, tenant);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == SubjectKeyStore.class ? Optional.of(type.cast(subjectKeys(rows))) : Storage.super.unwrap(type);
    }

    @Override
    public void close() {
        closed = true;
        async.close();
    }

    SubjectKeyStore subjectKeys(Rows where) {
        return new InMemorySubjectKeys(where, place);
    }

    OperationStore operations(Rows where) {
        return new InMemoryOperations(where, new InMemoryOperations.Source(clock, operationIds, this::onOperation));
    }

    private Registration onOperation(Runnable wakeUp) {
        checkOpen();
        return operationWakeUps.add(wakeUp);
    }

    /** Inside {@code atomically} the outer storage would wait for itself. */
    void checkOutside() {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "This thread is inside atomically: use the storage handed to you, the outer one would wait for it");
        }
        checkOpen();
    }

    <R> R reading(Function<Contents, R> read) {
        checkOpen();
        publishing.readLock().lock();
        try {
            return read.apply(committed);
        } finally {
            publishing.readLock().unlock();
        }
    }

    Registration onAppend(Runnable wakeUp) {
        checkOpen();
        return wakeUps.add(wakeUp);
    }

    /** Appends that nobody waits for, as one batch. */
    private void commitWaiting() {
        if (async.isEmpty()) {
            return;
        }
        AppendBatch batch = new AppendBatch(committed.log(), clock);
        List<Runnable> completions = async.decide(batch::decide);
        Contents draft = committed.draft();
        draft.log().add(batch.accepted());
        publish(draft);
        completions.forEach(Runnable::run);
    }

    private <R, X extends Exception> R inDraft(Transacted<R, X> work) throws X {
        Contents draft = committed.draft();
        Transaction transaction = new Transaction(this, draft, clock);
        try {
            R result = work.in(transaction);
            transaction.scope().checkCommittable();
            publish(draft);
            return result;
        } finally {
            transaction.scope().end();
        }
    }

    private void publish(Contents draft) {
        publishing.writeLock().lock();
        try {
            committed.add(draft);
        } finally {
            publishing.writeLock().unlock();
        }
    }

    private void lockForWriting() {
        if (!Uninterrupted.await(patience, nanos -> writing.tryLock(nanos, TimeUnit.NANOSECONDS))) {
            throw new StorageException("Others held the store's write lock for " + patience.toMillis()
                    + " ms; nothing was stored. Keep transactions short, or append again");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The storage is closed");
        }
    }

    /** A write is a transaction of its own. */
    private final class OwnRows implements Rows {

        @Override
        public <R> R reading(Function<Contents, R> work) {
            return InMemoryStorage.this.reading(work);
        }

        @Override
        public <R> R writing(Function<Contents, R> work) {
            return InMemoryStorage.this.<R, RuntimeException>transact(transaction -> transaction.writing(work));
        }
    }

    /** What is done in a transaction. */
    private interface Transacted<R, X extends Exception> {
        R in(Transaction transaction) throws X;
    }
}
