// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.observe.ObservedConnection;
import dev.eventsource.observe.Observer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The client of one bus, with threads of its own, and where it connects to. */
final class Access implements AutoCloseable {

    private static final int THREADS = 2;
    private static final long PATIENCE_MILLIS = 2_000;

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .build();
    private final RedisClient client = RedisClient.create(resources);
    private final RedisURI uri;
    private final String place;
    private final Duration timeout;
    private final Observer observer;

    Access(RedisURI uri, RedisEventBus.Options options) {
        this.timeout = options.bus().timeout();
        this.observer = options.bus().observer();
        this.uri = RedisURI.builder(uri).withTimeout(timeout).build();
        this.place = place(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(true)
                        .build())
                .sslOptions(options.ssl())
                .build());
    }

    private static String place(RedisURI uri) {
        return uri.getSentinels().isEmpty()
                ? uri.getHost() + ":" + uri.getPort()
                : uri.getSentinels().stream()
                        .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                        .collect(Collectors.joining(", ", "the master of the sentinels ", ""));
    }

    /** Host and port, for people. */
    String place() {
        return place;
    }

    Duration timeout() {
        return timeout;
    }

    /** @param name what it is for */
    Link link(String name) {
        return new Link(client, uri, place, timeout, new ObservedConnection(observer, name));
    }

    CompletableFuture<StatefulRedisPubSubConnection<String, byte[]>> listen() {
        return client.connectPubSubAsync(Link.CODEC, uri).toCompletableFuture();
    }

    /** Once, without waiting for it. */
    static void end(@Nullable StatefulConnection<?, ?> connection) {
        if (connection != null) {
            CompletionStage<Void> unused = connection.closeAsync();
        }
    }

    /** As soon as it is open, if that ever happens. */
    static void endLater(CompletableFuture<? extends StatefulConnection<?, ?>> connecting) {
        CompletionStage<Void> unused = connecting.thenAccept(Access::end);
    }

    @Override
    public void close() {
        client.shutdown(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        resources.shutdown(0, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(PATIENCE_MILLIS);
    }
}
