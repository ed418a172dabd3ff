// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.worker.Worker;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is said on the channels of topics. Redis forgets what nobody hears
 * (https://redis.io/docs/latest/develop/interact/pubsub/#delivery-semantics), so once it hears, and after each new
 * connection, everybody is told that anything may have happened.
 *
 * <p>How it works: a worker connects, subscribes, and asks from time to time whether the connection still lives.
 */
final class Bell implements AutoCloseable {

    /** Anything may have happened. */
    static final String ANYTHING = "";

    private static final Logger log = LoggerFactory.getLogger(Bell.class);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Access access;
    private final Duration every;
    private final Map<String, Set<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final Set<String> heard = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> open;
    private @Nullable Worker worker;

    Bell(Access access, Duration lease) {
        this.access = access;
        this.every = lease.dividedBy(3);
    }

    /** Lets somebody hear, from the next {@link #ANYTHING} on. */
    void listen(String channel, Consumer<String> listener) {
        listeners
                .computeIfAbsent(channel, unknown -> ConcurrentHashMap.newKeySet())
                .add(listener);
        lock.lock();
        try {
            if (worker == null) {
                worker = Worker.start("eventsource-bus-bell", this::step);
            }
            worker.wake();
        } finally {
            lock.unlock();
        }
    }

    void ignore(String channel, Consumer<String> listener) {
        Set<Consumer<String>> known = listeners.get(channel);
        if (known != null) {
            known.remove(listener);
        }
    }

    private Duration step() throws InterruptedException {
        try {
            StatefulRedisPubSubConnection<String, byte[]> connection = connection();
            for (String channel : listeners.keySet()) {
                if (heard.add(channel)) {
                    within(connection.async().subscribe(channel));
                    ring(channel, ANYTHING);
                }
            }
            within(connection.async().ping());
            return every;
        } catch (ExecutionException | TimeoutException e) {
            log.debug("Nothing is heard of Redis at {}", access.place(), e);
            drop();
            return AGAIN;
        }
    }

    private StatefulRedisPubSubConnection<String, byte[]> connection()
            throws InterruptedException, ExecutionException, TimeoutException {
        StatefulRedisPubSubConnection<String, byte[]> usable = open;
        if (usable != null && usable.isOpen()) {
            return usable;
        }
        drop();
        heard.clear();
        CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> connecting = access.listen();
        boolean had = false;
        try {
            StatefulRedisPubSubConnection<String, byte[]> connected = within(connecting);
            had = true;
            open = connected;
            connected.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, byte[] text) {
                    ring(channel, new String(text, StandardCharsets.UTF_8));
                }
            });
            connected.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                    wake();
                }
            });
            return connected;
        } finally {
            if (!had) {
                Access.endLater(connecting);
            }
        }
    }

    private <T> T within(Future<T> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(access.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ring(String channel, String text) {
        listeners.getOrDefault(channel, Set.of()).forEach(listener -> listener.accept(text));
    }

    private void wake() {
        lock.lock();
        try {
            if (worker != null) {
                worker.wake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        Access.end(open);
        open = null;
    }

    /** Hears nothing any more; the connection ends with the client. */
    @Override
    public void close() {
        @Nullable Worker running;
        lock.lock();
        try {
            running = worker;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.close();
        }
    }
}
