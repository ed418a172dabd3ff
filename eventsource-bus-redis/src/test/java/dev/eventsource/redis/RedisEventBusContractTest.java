// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.servers.RedisServer;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisEventBusContractTest extends EventBusContract {

    private static RedisServer server;
    private static Proxied buses;

    @BeforeAll
    static void connect() {
        // one of our own can be killed; one that is named is only looked at
        boolean named = System.getenv("EVENTSOURCE_TEST_REDIS_URL") != null;
        server = named ? RedisServer.shared() : RedisServer.start();
        buses = new Proxied(server);
    }

    @AfterAll
    static void disconnect() {
        buses.close();
        server.close();
    }

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, true);
    }

    @Override
    protected EventBus open(BusOptions options) {
        return buses.open(Proxied.options(options));
    }

    @Override
    protected void kill(EventBus bus) {
        buses.kill((RedisEventBus) bus);
    }

    @Override
    protected void cut() {
        buses.cut();
    }

    @Override
    protected void restartBroker() {
        server.kill9();
        server.restart();
    }

    @Override
    protected boolean hasBrokerOfItsOwn() {
        return server.isPrivate();
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) throws Exception {
        buses.add(options.prefix(), topic, 0, envelope);
    }
}
