// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.CombinedAppends;
import dev.eventsource.jdbc.GroupCommit;
import dev.eventsource.jdbc.Inside;
import dev.eventsource.jdbc.JdbcEvents;
import dev.eventsource.jdbc.JdbcStorage;
import dev.eventsource.jdbc.JdbcStores;
import dev.eventsource.jdbc.TenantJdbcStorage;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.PoolUse;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage in one schema of a PostgreSQL database, version 13 or newer, for any number of threads and processes.
 *
 * <p>The data source may be a pool; two of its connections are the storage's own from the beginning (one writes, one
 * listens), so give the pool at least three. Appends of all threads share the first, in transactions that hold the
 * store's append lock for a moment; reads and {@link #atomically} borrow others. Nothing but LISTEN relies on the state
 * of a session, so a pooler by transaction may stand in between, with {@link Options#withListen}{@code (false)}.
 */
public final class PostgresStorage implements JdbcStorage {

    private static final Logger log = LoggerFactory.getLogger(PostgresStorage.class);

    private final Database database;
    private final Writer writer;
    private final Notices notices = new Notices(this::sendNotice);
    private final GroupCommit commits;
    private final WakeUps wakeUps = new WakeUps();
    private final OperationNotices operationNotices;
    private final Listener listener;
    private final EventStore events;
    private final Transactions transactions;
    private final JdbcStores stores;
    private final Runnable afterwards;
    private final Inside inside = new Inside();
    private final ReentrantLock changing = new ReentrantLock();
    private boolean closed;

    /** Opens the storage in the schema {@code public}, which must have its tables: see {@link #migrate}. */
    public PostgresStorage(DataSource dataSource) {
        this(dataSource, Options.DEFAULT);
    }

    /** Opens the storage, whose tables must be there: see {@link #migrate}. */
    public PostgresStorage(DataSource dataSource, Options options) {
        this(dataSource, options, Clock.systemUTC());
    }

    /**
     * Opens the storage, whose tables must be there: see {@link #migrate}.
     *
     * @param dataSource stays its owner's to close, after the storage
     * @param clock for {@code recordedAt} and {@code changedAt}
     * @throws StorageException if that is not possible; the message names the database and what to do
     */
    public PostgresStorage(DataSource dataSource, Options options, Clock clock) {
        this(dataSource, options, clock, () -> {});
    }

    /** @param afterwards closes the data source behind the storage, but is not called if this throws */
    PostgresStorage(DataSource dataSource, Options options, Clock clock, Runnable afterwards) {
        this.afterwards = afterwards;
        this.database = new Database(dataSource, new Schema(options.schema()));
        Database.Identity identity = database.identify();
        this.writer = new Writer(database, options, clock, notices);
        this.operationNotices = new OperationNotices(database);
        this.listener = new Listener(database, identity.events(), options, wakeUps, operationNotices.wakeUps());
        this.commits = new GroupCommit(writer, options.timeout(), wakeUps::wakeAll, options.observer());
        this.events = new JdbcEvents(
                new CombinedAppends(commits, inside::refuse, wakeUp -> onChange(wakeUps, wakeUp)), database);
        this.stores = new JdbcStores(
                clock, new PostgresDocumentSql(), wakeUp -> onChange(operationNotices.wakeUps(), wakeUp));
        this.transactions = new Transactions(
                database, identity, options, clock, inside, wakeUps::wakeAll, operationNotices::tell, events, stores);
        try {
            writer.open();
            listener.open();
        } catch (SQLException e) {
            closeParts();
            throw database.error("cannot be opened", e);
        }
    }

    /**
     * Creates the tables, or brings them up to date; does nothing if they are. Any number of processes may do so at
     * once, and older ones may go on working meanwhile unless their error says otherwise. Needs the right to create
     * tables in the schema, and if there is no such schema, to create that. The plain {@code .sql} files lie beside this
     * class, for Flyway or for hand.
     *
     * @throws StorageException if that is not possible; the message says what to do
     */
    public static void migrate(DataSource dataSource, Options options) {
        Tables.of(dataSource, options).migrate();
    }

    /** Creates or updates the tables in the schema {@code public}. */
    public static void migrate(DataSource dataSource) {
        migrate(dataSource, Options.DEFAULT);
    }

    /**
     * Creates the tables with the events divided into ranges, so that old ones can be {@linkplain #archive archived}; if
     * they are there, does what {@link #migrate(DataSource, Options)} does. That creates ranges ahead, too, on tables that
     * are divided: always four whole ones. Appends fail when they are full, so choose a size that four last for months,
     * and migrate regularly.
     *
     * <p>Not for speed: an append takes longer, since event ids and streams are looked for in every range that is
     * attached. Ranges of less than a million events, or more than some dozens, are rarely what you want.
     *
     * @param positionsPerRange cannot be changed later
     * @throws StorageException also if the tables are there and not divided, or into ranges of another size
     */
    public static void migrate(DataSource dataSource, Options options, long positionsPerRange) {
        Tables.of(dataSource, options).inRanges(positionsPerRange, Ranges.AHEAD).migrate();
    }

    /**
     * Detaches every range that ends before that position, but never the one with the newest event. The tables stay in
     * the schema, no longer part of the log: it is their owner's to dump and drop them, or to attach them again. Streams
     * go on at their next version. Reading what is no longer there is a {@link StorageException} that says which
     * positions or versions are missing, and so is a condition on them that nothing else answers; only {@link
     * EventStore#find} and the recognition of retries do not know of archived events: an append that repeats one of them
     * without an expected version is stored again.
     *
     * <p>Needs the owner of the tables. Appends and reads wait for each range for a moment, longer ones of readers are
     * waited for.
     *
     * @return the names of the detached tables, oldest first; empty if there was nothing to do
     * @throws StorageException if the tables are not divided, or cannot be had
     */
    public static List<String> archive(DataSource dataSource, Options options, long before) {
        return new Archive(dataSource, options).detach(before);
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public DocumentStore documents() {
        return stores.documents(transactions);
    }

    @Override
    public SnapshotStore snapshots() {
        return stores.snapshots(transactions);
    }

    @Override
    public CheckpointStore checkpoints() {
        return stores.checkpoints(transactions);
    }

    @Override
    public Leases leases() {
        return stores.leases(transactions);
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return stores.deadLetters(transactions);
    }

    @Override
    public Deduplication deduplication() {
        return stores.deduplication(transactions);
    }

    @Override
    public OperationStore operations() {
        return stores.operations(transactions);
    }

    /**
     * {@inheritDoc}
     *
     * <p>On PostgreSQL the transaction must be READ COMMITTED and may write. The append lock is held until it ends, and
     * everybody else's appends wait: change your own rows first and append last, in the same order everywhere. If the
     * lock is not to be had within {@link Options#lockTimeout}, the error names its holder. A transaction that has appended
     * and then idles longer than {@link Options#joinedIdle} is ended by the server. Its NOTIFY, which wakes subscribers
     * when it commits, keeps it from being prepared: XA is refused by the server.
     */
    @Override
    public JdbcStorage within(Connection connection) {
        return transactions.joining(connection);
    }

    /**
     * {@inheritDoc}
     *
     * <p>On PostgreSQL the append lock is taken by the first append of the work, not before.
     */
    @Override
    public <R, X extends Exception> R atomically(JdbcWork<R, X> work) throws X {
        return transactions.atomically(work);
    }

    @Override
    public JdbcStorage forTenant(String tenant) {
        return new TenantJdbcStorage(this, tenant);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type == SubjectKeyStore.class) {
            return Optional.of(type.cast(stores.subjectKeys(transactions)));
        }
        if (type == PoolUse.class) {
            return HikariPool.use(database.dataSource()).map(type::cast);
        }
        return type == SchemaVersion.class
                ? Optional.of(type.cast(database.version()))
                : JdbcStorage.super.unwrap(type);
    }

    @Override
    public void close() {
        inside.refuse();
        changing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            operationNotices.sayTheRest();
            database.close();
            try {
                closeParts();
            } finally {
                afterwards.run();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Every part, even if one does not close cleanly. */
    private void closeParts() {
        try (writer;
                listener) {
            notices.close();
            operationNotices.close();
            commits.close();
            if (!commits.hasEnded()) {
                writer.abort();
            }
            if (listener.stop()) {
                writer.sendNotice();
            }
        } catch (SQLException e) {
            log.debug("{} cannot be told that this storage closes", database, e);
        }
    }

    /** The first callback starts the listening: a process that only writes does without. */
    private Registration onChange(WakeUps changes, Runnable wakeUp) {
        changing.lock();
        try {
            database.checkOpen();
            Registration registration = changes.add(wakeUp);
            listener.start();
            return registration;
        } finally {
            changing.unlock();
        }
    }

    private Duration sendNotice() throws SQLException {
        commits.beginTurn();
        try {
            if (notices.take()) {
                send();
            }
        } finally {
            commits.endTurn();
        }
        return Duration.ZERO;
    }

    private void send() throws SQLException {
        boolean sent = false;
        try {
            writer.sendNotice();
            sent = true;
        } finally {
            if (!sent) {
                notices.giveBack();
            }
        }
    }

    /**
     * How a database is used.
     *
     * @param schema holds the tables
     * @param lockTimeout how long to wait for another transaction that holds the append lock
     * @param timeout how long an append waits in all before it fails
     * @param heartbeat how often to look for appends that no notice told of
     * @param listen whether to LISTEN; false behind a pooler by transaction, where only the heartbeat wakes
     * @param joinedIdle how long a joined transaction that has appended may idle before the server ends it
     * @param observer sees which appends are committed together, and whether others' are heard of
     */
    public record Options(
            String schema,
            Duration lockTimeout,
            Duration timeout,
            Duration heartbeat,
            boolean listen,
            Duration joinedIdle,
            Observer observer) {

        /** Schema public, 10 s for the lock, 30 s for an append, a look every 2 s, LISTEN, 30 s for idling. */
        public static final Options DEFAULT = new Options(
                "public",
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                true,
                Duration.ofSeconds(30),
                Observer.NONE);

        public Options {
            new Schema(schema);
            checkPositive("lockTimeout", lockTimeout);
            checkPositive("timeout", timeout);
            checkPositive("heartbeat", heartbeat);
            checkPositive("joinedIdle", joinedIdle);
        }

        public Options withSchema(String schema) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withLockTimeout(Duration lockTimeout) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withTimeout(Duration timeout) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withHeartbeat(Duration heartbeat) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withListen(boolean listen) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withJoinedIdle(Duration joinedIdle) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        public Options withObserver(Observer observer) {
            return new Options(schema, lockTimeout, timeout, heartbeat, listen, joinedIdle, observer);
        }

        private static void checkPositive(String name, Duration duration) {
            if (duration.toMillis() < 1 || duration.toDays() > 1) {
                throw new IllegalArgumentException("Options." + name + " is 1 ms to 1 day, not " + duration);
            }
        }
    }
}
