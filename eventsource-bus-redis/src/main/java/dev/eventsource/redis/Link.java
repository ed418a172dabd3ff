// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.observe.ObservedConnection;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis at a time, which is opened when it is needed; thread-safe.
 *
 * <p>How it works: the client does not reconnect by itself, as it would then send again what was under way, behind other
 * things perhaps. What was under way when the connection ended fails, at most once; the next call connects anew. A connection
 * on which something was not answered in time is not used again.
 */
final class Link implements AutoCloseable {

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private final RedisClient client;
    private final RedisURI uri;
    private final String place;
    private final Duration timeout;
    private final ObservedConnection observed;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable StatefulRedisConnection<String, byte[]>> open = new AtomicReference<>();
    private volatile boolean closed;
    private volatile boolean lost;

    /**
     * @param place host and port, for people
     */
    Link(RedisClient client, RedisURI uri, String place, Duration timeout, ObservedConnection observed) {
        this.client = client;
        this.uri = uri;
        this.place = place;
        this.timeout = timeout;
        this.observed = observed;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The one that is open, or a new one. */
    StatefulRedisConnection<String, byte[]> connection() {
        StatefulRedisConnection<String, byte[]> usable = open.get();
        if (usable != null && usable.isOpen()) {
            return usable;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw Refusal.of(place, timeout, new TimeoutException());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            usable = open.get();
            return usable != null && usable.isOpen() ? usable : connect(deadline);
        } finally {
            lock.unlock();
        }
    }

    private StatefulRedisConnection<String, byte[]> connect(long deadline) {
        if (closed) {
            throw new BusException("This bus was closed; open another one");
        }
        drop(open.get());
        CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting = connecting();
        try {
            StatefulRedisConnection<String, byte[]> connected =
                    connecting.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            open.set(connected);
            observed.is(true);
            if (lost) {
                lost = false;
                log.info("Redis at {} is in reach again", place);
            }
            return connected;
        } catch (InterruptedException e) {
            Access.endLater(connecting);
            throw interrupted(e);
        } catch (TimeoutException | ExecutionException e) {
            Access.endLater(connecting);
            throw lost(Refusal.of(place, timeout, e));
        }
    }

    private CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting() {
        try {
            return client.connectAsync(CODEC, uri).toCompletableFuture();
        } catch (RuntimeException e) {
            throw Refusal.of(place, timeout, e); // this bus is being closed
        }
    }

    /** Sends a command behind what was sent before. */
    Sent<Reply> send(ProtocolKeyword command, CommandArgs<String, byte[]> arguments) {
        StatefulRedisConnection<String, byte[]> connection = connection();
        return new Sent<>(connection, send(connection, command, arguments));
    }

    static CompletableFuture<Reply> send(
            StatefulRedisConnection<String, byte[]> connection,
            ProtocolKeyword command,
            CommandArgs<String, byte[]> arguments) {
        return connection
                .async()
                .dispatch(command, new NestedMultiOutput<>(CODEC), arguments)
                .toCompletableFuture()
                .thenApply(Reply::new);
    }

    /** Waits for the answer. */
    <T> T await(Sent<T> sent) {
        StatefulRedisConnection<String, byte[]> asked = sent.connection();
        try {
            return sent.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (TimeoutException e) {
            drop(asked);
            throw lost(Refusal.of(place, timeout, e));
        } catch (ExecutionException e) {
            BusException refusal = Refusal.of(place, timeout, e);
            @Nullable RedisCommandExecutionException answered = Refusal.find(e, RedisCommandExecutionException.class);
            // whoever is the master now is found by connecting anew
            if (answered != null && !String.valueOf(answered.getMessage()).contains("READONLY")) {
                throw refusal;
            }
            drop(asked);
            throw lost(refusal);
        }
    }

    /** The client complains of those that are closed twice. */
    private void drop(@Nullable StatefulRedisConnection<String, byte[]> connection) {
        if (connection != null && open.compareAndSet(connection, null)) {
            Access.end(connection);
        }
    }

    private BusException lost(BusException e) {
        if (!lost && !closed) {
            lost = true;
            observed.is(false);
            log.warn("{}; trying again", e.getMessage());
        }
        return e;
    }

    private static BusException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BusException("Interrupted while waiting for Redis", e);
    }

    /**
     * What is under way.
     *
     * @param connection on which it was sent
     */
    record Sent<T>(StatefulRedisConnection<String, byte[]> connection, CompletableFuture<T> answer) {}

    /** Opens none any more; the one that is open ends with the client. */
    @Override
    public void close() {
        closed = true;
        observed.close();
    }
}
