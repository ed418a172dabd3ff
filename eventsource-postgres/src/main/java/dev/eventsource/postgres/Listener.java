// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.observe.ObservedConnection;
import dev.eventsource.store.WakeUps;
import dev.eventsource.worker.Worker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of appends, on a connection of its own, and wakes who waits for them.
 *
 * <p>How it works: LISTEN first, then wake everybody once, since what was committed before the LISTEN was not heard;
 * the same after every loss of the connection, which is opened anew at once, then with growing rests. Each heartbeat
 * without a word the head is read, and if it has moved everybody is woken: so a pooler that swallows LISTEN, or a
 * network that swallows the notices, delays but loses nothing.
 */
final class Listener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final String CONNECTION = "postgresql listener";
    private static final Duration FIRST_REST = Duration.ofMillis(100);

    private final Database database;
    private final OwnConnection own;
    private final boolean listen;
    private final Duration heartbeat;
    private final WakeUps wakeUps;
    private final WakeUps operations;
    private final String channel;
    private final ObservedConnection observed;
    private @Nullable Worker worker;
    private boolean listening;
    private boolean failing;
    private Duration rest = Duration.ZERO;
    private long head = -1;
    private volatile boolean closed;

    Listener(Database database, long events, PostgresStorage.Options options, WakeUps wakeUps, WakeUps operations) {
        this.database = database;
        this.listen = options.listen();
        this.heartbeat = options.heartbeat();
        this.own = new OwnConnection(database, heartbeat.plus(AppendLock.GUARD));
        this.wakeUps = wakeUps;
        this.operations = operations;
        this.channel = "es_" + events;
        this.observed = new ObservedConnection(options.observer(), CONNECTION);
    }

    /** Opens the connection, so that it is there when the pool is not. */
    void open() throws SQLException {
        own.get();
    }

    /** Begins to hear; not thread-safe. */
    void start() {
        if (worker == null) {
            worker = Worker.start("eventsource-listen", this::step);
        }
    }

    private Duration step() {
        try {
            Connection connection = own.get();
            if (!listening) {
                begin(connection);
            }
            return hear(connection);
        } catch (SQLException e) {
            own.discard();
            if (listening && !closed) {
                observed.is(false);
            }
            listening = false;
            return failed(e);
        }
    }

    private void begin(Connection connection) throws SQLException {
        if (listen) {
            execute(connection, "listen " + channel);
        }
        listening = true;
        observed.is(true);
        if (failing) {
            log.info("Hearing of appends to {} again", database);
        }
        failing = false;
        rest = Duration.ZERO;
        wakeUps.wakeAll();
        operations.wakeAll();
    }

    private Duration hear(Connection connection) throws SQLException {
        if (listen) {
            PGNotification[] heard =
                    connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(heartbeat.toMillis()));
            if (closed) {
                return Worker.UNTIL_WOKEN;
            }
            if (heard != null && heard.length > 0) {
                tell(heard);
                return Duration.ZERO;
            }
        }
        operations.wakeAll();
        long now = new EventTable(connection, database.schema(), Plans.OWN).head();
        if (now != head) {
            head = now;
            wakeUps.wakeAll();
        }
        return listen ? Duration.ZERO : heartbeat;
    }

    private void tell(PGNotification[] heard) {
        Map<Boolean, Long> counts = Arrays.stream(heard)
                .collect(Collectors.partitioningBy(
                        notice -> notice.getParameter().equals(Notices.OPERATIONS), Collectors.counting()));
        if (counts.getOrDefault(true, 0L) > 0) {
            operations.wakeAll();
        }
        if (counts.getOrDefault(false, 0L) > 0) {
            wakeUps.wakeAll();
        }
    }

    private Duration failed(SQLException e) {
        Duration now = rest;
        rest = rest.isZero() ? FIRST_REST : rest.multipliedBy(2);
        if (rest.compareTo(heartbeat) > 0) {
            rest = heartbeat;
        }
        if (!failing && !closed && !now.isZero()) {
            failing = true;
            log.warn("Appends to {} are not heard of until it can be reached again: {}", database, e.getMessage());
        }
        return now;
    }

    /** Ends hearing. A notice, sent after {@link #stop}, ends its wait; else a heartbeat does. Does not throw. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        try {
            if (listening && listen) {
                execute(own.get(), "unlisten *");
            }
        } catch (SQLException e) {
            log.debug("The connection that heard of appends to {} was lost", database, e);
            own.discard();
        }
        own.close();
        if (worker != null) {
            observed.close();
        }
    }

    /** What is heard from now on wakes nobody. True if a notice is needed to end the wait for one. */
    boolean stop() {
        closed = true;
        return worker != null && listen;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
