// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.servers.RabbitServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a broker of the test's own can show: that it is killed and comes back. */
@ExtendWith(DisturbedOnly.class)
class RabbitRestartContractTest extends RabbitBusContract {

    /** RabbitMQ 3.10.8 loses a quorum queue that is killed within about a second of its declaration. */
    private static final Duration SAFE = Duration.ofSeconds(3);

    private static RabbitServer server;

    private volatile long openedAt;

    RabbitRestartContractTest() {
        super(ExchangeType.TOPIC);
    }

    @BeforeAll
    static void startServer() {
        server = RabbitServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    RabbitServer server() {
        return server;
    }

    @Override
    protected EventBus open(BusOptions options) {
        openedAt = System.nanoTime();
        return super.open(options);
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    protected boolean hasBrokerOfItsOwn() {
        return true;
    }

    @Override
    protected void restartBroker() {
        await().until(() -> System.nanoTime() - openedAt > SAFE.toNanos());
        server.kill9();
        server.restart();
    }
}
