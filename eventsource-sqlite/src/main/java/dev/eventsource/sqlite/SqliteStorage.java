// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.CombinedAppends;
import dev.eventsource.jdbc.GroupCommit;
import dev.eventsource.jdbc.GuardedConnection;
import dev.eventsource.jdbc.JdbcEvents;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.jdbc.JdbcStores;
import dev.eventsource.jdbc.JoinedStorage;
import dev.eventsource.jdbc.Rows;
import dev.eventsource.jdbc.TenantJdbcStorage;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Leases;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.WakeUps;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A storage in one SQLite file, for one machine: any number of threads and processes may use the file at once.
 *
 * <p>The file is in WAL mode, so reading and writing do not wait for each other; {@code -wal} and {@code -shm} files
 * stand beside it. It must lie on a local disk: SQLite's locks do not work over the network (sqlite.org/wal.html).
 */
public final class SqliteStorage implements JdbcStorage {

    private final Database database;
    private final Options options;
    private final Clock clock;
    private final Writer writer;
    private final Readers readers;
    private final GroupCommit commits;
    private final EventStore events;
    private final JdbcStores stores;
    private final Rows rows = new OwnRows();
    private final WakeUps wakeUps = new WakeUps();
    private final WakeUps operationWakeUps = new WakeUps();
    private final ReentrantLock watching = new ReentrantLock();
    private @Nullable FileWatch watch;
    private volatile boolean closed;

    /** Opens the file, creating it with its tables if there is none. */
    public SqliteStorage(Path file) {
        this(file, Options.DEFAULT);
    }

    /** Opens the file, creating it with its tables if there is none. */
    public SqliteStorage(Path file, Options options) {
        this(file, options, Clock.systemUTC());
    }

    /**
     * Opens the file, creating it with its tables if there is none.
     *
     * @param clock for {@code recordedAt} and {@code changedAt}
     * @throws StorageException if that is not possible; the message names the file and what to do
     */
    public SqliteStorage(Path file, Options options, Clock clock) {
        this.database = new Database(file, options);
        this.options = options;
        this.clock = clock;
        database.migrate();
        try {
            this.writer = new Writer(database, clock);
        } catch (SQLException e) {
            throw database.error("cannot be opened", e);
        }
        this.readers = new Readers(database, options);
        this.commits = new GroupCommit(writer, options.timeout(), wakeUps::wakeAll, options.observer());
        this.events =
                new JdbcEvents(new CombinedAppends(commits, () -> {}, wakeUp -> onChange(wakeUps, wakeUp)), readers);
        this.stores = new JdbcStores(clock, new SqliteDocumentSql(), wakeUp -> onChange(operationWakeUps, wakeUp));
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public DocumentStore documents() {
        return stores.documents(rows);
    }

    @Override
    public SnapshotStore snapshots() {
        return stores.snapshots(rows);
    }

    @Override
    public CheckpointStore checkpoints() {
        return stores.checkpoints(rows);
    }

    @Override
    public Leases leases() {
        return stores.leases(rows);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return stores.deadLetters(rows);
    }

    @Override
    public Deduplication deduplication() {
        return stores.deduplication(rows);
    }

    @Override
    public OperationStore operations() {
        return stores.operations(rows);
    }

    /**
     * {@inheritDoc}
     *
     * <p>On SQLite a transaction that begins by reading cannot become a writing one when others have written in between:
     * begin it by {@code begin immediate}.
     */
    @Override
    public JdbcStorage within(Connection connection) {
        checkOpen();
        CallersTransaction transaction = new CallersTransaction(database, connection, clock, this::checkOpen);
        Connection lent = new GuardedConnection(connection).lent();
        return new JoinedStorage(transaction, events, lent, stores);
    }

    @Override
    public <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return transact(transaction -> lending(transaction, work));
    }

    private <R, X extends Exception> R transact(Transacted<R, X> work) throws X {
        commits.beginTurn();
        OwnTransaction transaction = new OwnTransaction(database, writer.session(), clock);
        try {
            return inTransaction(transaction, work);
        } finally {
            transaction.end();
            commits.endTurn();
            if (transaction.hasAppended()) {
                wakeUps.wakeAll();
            }
            if (transaction.concernsWorkers()) {
                operationWakeUps.wakeAll();
            }
        }
    }

    private <R, X extends Exception> R inTransaction(OwnTransaction transaction, Transacted<R, X> work) throws X {
        try (Writer.Transaction open = writer.begin(options.timeout())) {
            R result = work.in(transaction);
            transaction.checkCommittable();
            open.commit();
            transaction.committed();
            return result;
        }
    }

    private <R, X extends Exception> R lending(OwnTransaction transaction, JdbcWork<R, X> work) throws X {
        GuardedConnection guarded = new GuardedConnection(writer.session().connection());
        try {
            return work.in(new JoinedStorage(transaction, events, guarded.lent(), stores), guarded.lent());
        } finally {
            guarded.close();
        }
    }

    @Override
    public JdbcStorage forTenant(String tenant) {
        return new TenantJdbcStorage(this, tenant);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type == SubjectKeyStore.class) {
            return Optional.of(type.cast(stores.subjectKeys(rows)));
        }
        return type == SchemaVersion.class
                ? Optional.of(type.cast(readers.reading(database::version)))
                : JdbcStorage.super.unwrap(type);
    }

    @Override
    public void close() {
        commits.refuseInside();
        watching.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            closeParts();
        } finally {
            watching.unlock();
        }
    }

    /** Every part, even if one does not close cleanly. */
    private void closeParts() {
        try {
            try {
                readers.close();
            } finally {
                commits.close();
                if (watch != null) {
                    watch.close();
                }
                writer.close();
            }
        } catch (SQLException e) {
            throw database.error("did not close cleanly", e);
        }
    }

    /** The first callback starts the watch over the file: a process that only writes does without. */
    private Registration onChange(WakeUps changes, Runnable wakeUp) {
        watching.lock();
        try {
            checkOpen();
            if (watch == null) {
                watch = new FileWatch(database, options.heartbeat(), this::wakeAll);
            }
            return changes.add(wakeUp);
        } catch (SQLException e) {
            throw database.error("cannot be read", e);
        } finally {
            watching.unlock();
        }
    }

    /** What was committed elsewhere may be anything. */
    private void wakeAll() {
        wakeUps.wakeAll();
        operationWakeUps.wakeAll();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The storage is closed");
        }
    }

    /** A write is a transaction of its own. */
    private final class OwnRows implements Rows {

        @Override
        public <R> R reading(Statements<R> statements) {
            return readers.reading(statements);
        }

        @Override
        public <R> R writing(Statements<R> statements) {
            return SqliteStorage.this.<R, RuntimeException>transact(transaction -> transaction.writing(statements));
        }

        @Override
        public void tellWorkers() {
            operationWakeUps.wakeAll();
        }
    }

    /** What is done in a transaction. */
    private interface Transacted<R, X extends Exception> {
        R in(OwnTransaction transaction) throws X;
    }

    /** When a commit counts as done. */
    public enum Durability {
        /** When it is on the disk: a power failure loses nothing that was acknowledged. */
        FULL,
        /**
         * When the operating system has it: a crash of the process loses nothing, a power failure may lose the last
         * commits, but never damages the file. Several times as many commits a second.
         */
        NORMAL
    }

    /**
     * How a file is used.
     *
     * @param durability when a commit counts as done
     * @param readers how many connections read at once, 1 to 64
     * @param lockTimeout how long to wait for another process's write transaction
     * @param timeout how long an append waits in all before it fails
     * @param heartbeat how often to look for other processes' appends where the operating system does not report them
     * @param observer sees which appends are committed together
     */
    public record Options(
            Durability durability,
            int readers,
            Duration lockTimeout,
            Duration timeout,
            Duration heartbeat,
            Observer observer) {

        /** {@link Durability#FULL}, 4 readers, 10 s for the lock, 30 s for an append, a look every 2 s. */
        public static final Options DEFAULT = new Options(
                Durability.FULL,
                4,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Observer.NONE);

        public Options {
            if (readers < 1 || readers > 64) {
                throw new IllegalArgumentException("Options.readers is 1 to 64, not " + readers);
            }
            checkPositive("lockTimeout", lockTimeout);
            checkPositive("timeout", timeout);
            checkPositive("heartbeat", heartbeat);
        }

        public Options withDurability(Durability durability) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        public Options withReaders(int readers) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        public Options withLockTimeout(Duration lockTimeout) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        public Options withTimeout(Duration timeout) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        public Options withHeartbeat(Duration heartbeat) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        public Options withObserver(Observer observer) {
            return new Options(durability, readers, lockTimeout, timeout, heartbeat, observer);
        }

        private static void checkPositive(String name, Duration duration) {
            if (duration.toMillis() < 1 || duration.toDays() > 1) {
                throw new IllegalArgumentException("Options." + name + " is 1 ms to 1 day, not " + duration);
            }
        }
    }
}
