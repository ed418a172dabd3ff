// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that the storage keeps for itself, so that no other user of the pool can starve it; opened anew after it
 * was lost. For one thread at a time.
 */
final class OwnConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OwnConnection.class);

    private final Database database;
    private final Duration networkTimeout;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;
    private int before;

    /** @param networkTimeout how long the server may be silent before the connection counts as lost */
    OwnConnection(Database database, Duration networkTimeout) {
        this.database = database;
        this.networkTimeout = networkTimeout;
    }

    Connection get() throws SQLException {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        if (closed) {
            throw new SQLException("The storage is closed", "08003");
        }
        Connection opened = database.connectToLiving();
        try {
            before = opened.getNetworkTimeout();
            opened.setNetworkTimeout(Runnable::run, Math.toIntExact(networkTimeout.toMillis()));
            connection = opened;
            return opened;
        } catch (SQLException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** After this the next one is a new one, and a pool does not lend the old one again. Does not throw. */
    void discard() {
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            try (lost) {
                // A pool that has noticed the loss has closed its side of it already.
                if (!lost.isClosed()) {
                    lost.abort(Runnable::run);
                }
            } catch (SQLException | RuntimeException e) {
                // A pool may stumble over one that it has given up in this moment.
                log.debug("A lost connection to {} did not close", database, e);
            }
        }
    }

    /** Gives the connection back. Does not throw. */
    @Override
    public void close() {
        closed = true;
        Connection open = connection;
        connection = null;
        if (open != null) {
            try (open) {
                open.setNetworkTimeout(Runnable::run, before);
            } catch (SQLException | RuntimeException e) {
                log.debug("A connection to {} did not close", database, e);
            }
        }
    }
}
