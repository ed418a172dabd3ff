// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.RabbitServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real broker for one test, with a prefix of its own; what was opened is closed after the test. */
final class Rabbit implements AfterEachCallback {

    static final String TOPIC = "loans";
    static final Instant SOME_DAY = Instant.parse("2011-10-01T08:38:44.546Z");

    final RabbitServer server = RabbitServer.shared();
    final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
    final TopicNames names = TopicNames.of(prefix, TOPIC);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    BusOptions options() {
        return BusOptions.DEFAULT
                .withPrefix(prefix)
                .withPartitions(2)
                .withTimeout(Duration.ofSeconds(5))
                .withDrain(Duration.ofSeconds(1))
                .withRetry(RetryPolicy.DEFAULT
                        .withFirstDelay(Duration.ofMillis(20))
                        .withMaxDelay(Duration.ofMillis(100)));
    }

    RabbitEventBus bus() {
        return bus(options());
    }

    RabbitEventBus bus(BusOptions options) {
        return bus(RabbitEventBus.Options.DEFAULT.withBus(options));
    }

    RabbitEventBus bus(ExchangeType exchange) {
        return bus(RabbitEventBus.Options.DEFAULT.withBus(options()).withExchange(exchange));
    }

    RabbitEventBus bus(RabbitEventBus.Options options) {
        return bus(factory(server.port()), options);
    }

    RabbitEventBus bus(ConnectionFactory factory, RabbitEventBus.Options options) {
        return closing(new RabbitEventBus(factory, options));
    }

    FaultProxy proxy() {
        return closing(FaultProxy.to(server.host(), server.port()));
    }

    ConnectionFactory factory(int port) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername(server.user());
        factory.setPassword(server.password());
        factory.setVirtualHost(server.vhost());
        return factory;
    }

    /** The bare client. */
    Channel channel() throws Exception {
        Connection connection = closing(factory(server.port()).newConnection());
        return connection.createChannel();
    }

    private <C extends AutoCloseable> C closing(C thing) {
        opened.push(thing);
        return thing;
    }

    static Message message(String key, long version) {
        EventData event =
                EventData.of(UUID.randomUUID(), "LoanSubmitted", SOME_DAY, Payload.of("{\"number\":" + version + "}"));
        return new Message(StreamId.of("loan", key), version, 0, SOME_DAY, event);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
