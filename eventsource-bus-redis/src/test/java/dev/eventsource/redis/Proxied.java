// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Buses on a server, each with a network of its own, and the bare client. */
final class Proxied implements AutoCloseable {

    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> raw;
    private final Map<RedisEventBus, FaultProxy> proxies = new ConcurrentHashMap<>();

    Proxied(RedisServer server) {
        this.server = server;
        this.client = RedisClient.create(RedisURI.create(server.url()));
        this.raw = client.connect(Link.CODEC);
    }

    /** With leases so short that the dead are noticed soon. */
    static RedisEventBus.Options options(BusOptions options) {
        return RedisEventBus.Options.DEFAULT.withBus(options).withLease(Duration.ofMillis(1_500));
    }

    RedisEventBus open(RedisEventBus.Options options) {
        FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        RedisURI uri = RedisURI.create(server.url());
        uri.setHost("127.0.0.1");
        uri.setPort(proxy.port());
        RedisEventBus bus = new RedisEventBus(uri, options);
        proxies.put(bus, proxy);
        return bus;
    }

    FaultProxy proxy(RedisEventBus bus) {
        return proxies.get(bus);
    }

    void kill(RedisEventBus bus) {
        FaultProxy proxy = proxies.remove(bus);
        proxy.refuse(true);
        proxy.cut();
    }

    void cut() {
        proxies.values().forEach(FaultProxy::cut);
    }

    StatefulRedisConnection<String, byte[]> raw() {
        return raw;
    }

    void add(String prefix, String topic, int part, Envelope envelope) throws Exception {
        CommandArgs<String, byte[]> args = new CommandArgs<>(Link.CODEC);
        args.addKey("{" + prefix + ":" + topic + "}:p" + part).add("*");
        envelope.attributes()
                .forEach((name, value) -> args.add(Link.bytes("ce_" + name)).add(Link.bytes(value)));
        args.add("data").add(envelope.data());
        Link.send(raw, CommandType.XADD, args).get();
    }

    void closeBuses() {
        proxies.forEach((bus, proxy) -> {
            bus.close();
            proxy.close();
        });
        proxies.clear();
    }

    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
        client.shutdown();
    }
}
