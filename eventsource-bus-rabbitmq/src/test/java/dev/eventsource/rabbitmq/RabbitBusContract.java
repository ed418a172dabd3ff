// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.opentest4j.TestAbortedException;

/** The contract on a real RabbitMQ, each bus behind a proxy of its own. */
abstract class RabbitBusContract extends EventBusContract {

    private final Map<EventBus, FaultProxy> proxies = new ConcurrentHashMap<>();

    private final ExchangeType exchange;

    RabbitBusContract(ExchangeType exchange) {
        this.exchange = exchange;
    }

    /** Thousands of queues are more than the broker has memory for; AMQP cannot find them. */
    @AfterAll
    static void deleteAllQueues() {
        try {
            String left = RabbitServer.shared().rabbitmqctl("eval", """
                            [rabbit_amqqueue:delete(Q, false, false, <<"test">>) || Q <- rabbit_amqqueue:list()],
                            length(rabbit_amqqueue:list()).""");
            assertThat(left.strip()).as("queues left").isEqualTo("0");
        } catch (TestAbortedException e) {
            // the server is somebody else's, who will see to it
        }
    }

    RabbitServer server() {
        return RabbitServer.shared();
    }

    @Override
    protected BusFeatures features() {
        return new BusFeatures(false, true);
    }

    @Override
    protected BusOptions adapt(BusOptions options) {
        return options.withDrain(Duration.ofSeconds(2));
    }

    @Override
    protected EventBus open(BusOptions options) {
        FaultProxy proxy = FaultProxy.to(server().host(), server().port());
        EventBus bus = new RabbitEventBus(
                factory(proxy.port()),
                RabbitEventBus.Options.DEFAULT.withBus(options).withExchange(exchange));
        proxies.put(bus, proxy);
        return bus;
    }

    private ConnectionFactory factory(int port) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername(server().user());
        factory.setPassword(server().password());
        factory.setVirtualHost(server().vhost());
        return factory;
    }

    @Override
    protected void kill(EventBus bus) {
        FaultProxy proxy = proxies.get(bus);
        proxy.refuse(true);
        proxy.cut();
    }

    @Override
    protected void cut() {
        proxies.values().forEach(FaultProxy::cut);
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        envelope.attributes().forEach((name, value) -> {
            if (!name.equals(CloudEvents.CONTENT_TYPE)) {
                headers.put("cloudEvents_" + name, value);
            }
        });
        try (Connection connection = factory(server().port()).newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(
                    options.prefix() + "--" + topic,
                    "foreign",
                    new AMQP.BasicProperties.Builder()
                            .contentType(envelope.attributes().get(CloudEvents.CONTENT_TYPE))
                            .headers(headers)
                            .build(),
                    envelope.data());
            channel.waitForConfirmsOrDie(10_000);
        }
    }
}
