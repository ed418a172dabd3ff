// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.SocketConfigurator;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import dev.eventsource.bus.BusException;
import dev.eventsource.observe.ObservedConnection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is opened when it is needed, and again after it was lost. The client's own recovery is off: it would
 * open channels again whose messages are other ones then, under the old numbers. Thread-safe.
 */
final class Link implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Link.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    private final ConnectionFactory factory;
    private final String name;
    private final Duration timeout;
    private final ObservedConnection observed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Connection connection;
    private volatile @Nullable String blocked;
    private volatile @Nullable Socket socket;
    private volatile boolean closed;
    private boolean lost;
    private long failedAt = System.nanoTime() - BETWEEN_ATTEMPTS.toNanos();

    /**
     * @param name by which people see it at the broker
     */
    Link(ConnectionFactory factory, String name, Duration timeout, ObservedConnection observed) {
        this.factory = factory.clone();
        this.name = name;
        this.timeout = timeout;
        this.observed = observed;
        int millis = Math.toIntExact(timeout.toMillis());
        this.factory.setAutomaticRecoveryEnabled(false);
        this.factory.setTopologyRecoveryEnabled(false);
        this.factory.setConnectionTimeout(millis);
        this.factory.setHandshakeTimeout(millis);
        this.factory.setChannelRpcTimeout(millis);
        this.factory.setShutdownTimeout(millis);
        this.factory.setChannelShouldCheckRpcResponseType(true);
        if (factory.getExceptionHandler().getClass() == DefaultExceptionHandler.class) {
            this.factory.setExceptionHandler(new QuietExceptions());
        }
        SocketConfigurator given = factory.getSocketConfigurator();
        this.factory.setSocketConfigurator(opened -> {
            given.configure(opened);
            socket = opened;
        });
    }

    /** Host and port. */
    String where() {
        return factory.getHost() + ":" + factory.getPort();
    }

    /** The open one, or a new one. */
    Connection connection() {
        Connection open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        try {
            if (!lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BusException("RabbitMQ at " + where() + " did not answer within " + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted before RabbitMQ at " + where() + " was reached", e);
        }
        try {
            return openUnlessOpen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted before RabbitMQ at " + where() + " was reached", e);
        } finally {
            lock.unlock();
        }
    }

    private Connection openUnlessOpen() throws InterruptedException {
        Connection open = connection;
        if (open != null && open.isOpen()) {
            return open;
        }
        long rest = failedAt + BETWEEN_ATTEMPTS.toNanos() - System.nanoTime();
        while (rest > 0 && !closed) {
            rest = changed.awaitNanos(rest);
        }
        if (closed) {
            throw new BusException("This bus was closed; open another one");
        }
        try {
            Connection opened = factory.newConnection(name);
            blocked = null;
            opened.addBlockedListener(this::blockedBy, () -> blockedBy(null));
            opened.addShutdownListener(this::report);
            connection = opened;
            observed.is(true);
            if (lost) {
                lost = false;
                log.warn("RabbitMQ at {} is back", where());
            }
            return opened;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            failedAt = System.nanoTime();
            throw exception(e);
        }
    }

    private void report(ShutdownSignalException cause) {
        lock.lock();
        try {
            if (!closed && !cause.isInitiatedByApplication() && !lost) {
                lost = true;
                observed.is(false);
                log.warn("RabbitMQ at {} is lost: {}", where(), String.valueOf(cause.getMessage()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A new channel on it. */
    Channel channel() {
        try {
            return connectionThatTakes()
                    .openChannel()
                    .orElseThrow(() -> new BusException("The connection to RabbitMQ at " + where()
                            + " has no more channels: raise channel_max, or use fewer parts"));
        } catch (ChannelContinuationTimeoutException e) {
            cut();
            throw exception(e);
        } catch (IOException | ShutdownSignalException e) {
            throw exception(e);
        }
    }

    /** Does something on a channel of its own. */
    <R> R on(Work<R> work) {
        Channel channel = channel();
        try {
            return work.on(channel);
        } catch (ChannelContinuationTimeoutException e) {
            cut();
            throw exception(e);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw exception(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("Interrupted while waiting for RabbitMQ at " + where(), e);
        } finally {
            close(channel);
        }
    }

    BusException exception(Throwable failure) {
        return Refusal.exception(where(), factory.getUsername(), failure);
    }

    /** What is unacknowledged on it goes back to its queue. */
    void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException | ShutdownSignalException e) {
            log.debug("A channel ended otherwise", e);
        } catch (TimeoutException e) {
            cut();
        }
    }

    /** Ends the connection without a word: the broker does not answer, and who waits for it shall not wait any longer. */
    void cut() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("A socket ended otherwise", e);
            }
        }
    }

    /** Why the broker takes nothing more from this connection, if so: it is short of memory or disk. */
    Optional<String> blocked() {
        return Optional.ofNullable(blocked);
    }

    /** Whether the broker takes something from this connection, at once or within that time. */
    boolean takes(Duration patience) throws InterruptedException {
        if (blocked == null) {
            return true;
        }
        long left = patience.toNanos();
        lock.lock();
        try {
            while (blocked != null && left > 0) {
                left = changed.awaitNanos(left);
            }
            return blocked == null;
        } finally {
            lock.unlock();
        }
    }

    private void blockedBy(@Nullable String reason) {
        lock.lock();
        try {
            blocked = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Connection connectionThatTakes() {
        Connection open = connection();
        String reason = blocked;
        if (reason != null) {
            throw new BusException("RabbitMQ at " + where() + " takes nothing at the moment: " + reason);
        }
        return open;
    }

    @Override
    public void close() {
        closed = true;
        observed.close();
        Connection open = connection;
        if (open != null) {
            open.abort(Math.toIntExact(Math.min(timeout.toMillis(), FAREWELL.toMillis())));
        }
    }

    /** What is done on a channel. */
    interface Work<R> {
        R on(Channel channel) throws IOException, TimeoutException, InterruptedException;
    }
}
