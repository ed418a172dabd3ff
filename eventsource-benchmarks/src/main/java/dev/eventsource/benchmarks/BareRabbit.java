// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.event.PartitionHash;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * RabbitMQ by its own client: persistent messages with confirms to a topic exchange by their types, and by a second key to
 * one of several quorum queues, each acknowledged.
 */
final class BareRabbit implements Carrier {

    private static final String HEADER = "cloudEvents_";

    private final Connection connection;
    private final Channel publishing;
    private final String name = UUID.randomUUID().toString();

    BareRabbit(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        connection = factory.newConnection();
        publishing = connection.createChannel();
        publishing.confirmSelect();
    }

    @Override
    public void create() throws Exception {
        publishing.exchangeDeclare(name, BuiltinExchangeType.TOPIC, true);
        publishing.exchangeDeclare(name + "parts", BuiltinExchangeType.DIRECT, true);
        publishing.exchangeBind(name + "parts", name, "#");
        for (int i = 0; i < PARTITIONS; i++) {
            publishing.queueDeclare(
                    name + i, true, false, false, Map.of("x-queue-type", "quorum", "x-single-active-consumer", true));
            publishing.queueBind(name + i, name + "parts", String.valueOf(i));
        }
    }

    @Override
    public void publish(List<Message> messages) throws Exception {
        for (Message message : messages) {
            Envelope envelope = CloudEvents.envelope(message);
            Map<String, Object> headers = new HashMap<>();
            envelope.attributes().forEach((attribute, value) -> headers.put(HEADER + attribute, value));
            headers.put("BCC", List.of(String.valueOf(PartitionHash.partition(message.key(), PARTITIONS))));
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType(CloudEvents.JSON)
                    .headers(headers)
                    .build();
            publishing.basicPublish(name, message.event().type(), true, properties, envelope.data());
        }
        publishing.waitForConfirmsOrDie(60_000);
    }

    @Override
    public double consume(int messages) throws Exception {
        Pace pace = new Pace(messages);
        for (int i = 0; i < PARTITIONS; i++) {
            Channel channel = connection.createChannel();
            channel.basicQos(256);
            channel.basicConsume(
                    name + i,
                    false,
                    (tag, delivery) -> {
                        CloudEvents.message(envelope(delivery));
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                        pace.came(1);
                    },
                    tag -> {});
        }
        return pace.perSecond();
    }

    private static Envelope envelope(Delivery delivery) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(CloudEvents.CONTENT_TYPE, delivery.getProperties().getContentType());
        delivery.getProperties().getHeaders().forEach((header, value) -> {
            if (header.startsWith(HEADER)) {
                attributes.put(header.substring(HEADER.length()), value.toString());
            }
        });
        return new Envelope(attributes, delivery.getBody());
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < PARTITIONS; i++) {
            publishing.queueDelete(name + i);
        }
        publishing.exchangeDelete(name + "parts");
        publishing.exchangeDelete(name);
        connection.close();
    }
}
