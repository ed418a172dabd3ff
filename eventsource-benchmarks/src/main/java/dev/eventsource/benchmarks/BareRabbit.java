package dev.eventsource.benchmarks;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.event.PartitionHash;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** RabbitMQ by its own client: persistent messages to quorum queues with confirms, each acknowledged. */
final class BareRabbit implements Carrier {

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
        for (int i = 0; i < PARTITIONS; i++) {
            publishing.queueDeclare(
                    name + i, true, false, false, Map.of("x-queue-type", "quorum", "x-single-active-consumer", true));
        }
    }

    @Override
    public void publish(List<Message> messages) throws Exception {
        for (Message message : messages) {
            Envelope envelope = CloudEvents.envelope(message);
            Map<String, Object> headers = new HashMap<>();
            envelope.attributes().forEach((attribute, value) -> headers.put("cloudEvents_" + attribute, value));
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType(CloudEvents.JSON)
                    .headers(headers)
                    .build();
            publishing.basicPublish(
                    "", name + PartitionHash.partition(message.key(), PARTITIONS), true, properties, envelope.data());
        }
        publishing.waitForConfirmsOrDie(60_000);
    }

    @Override
    public void consume(int messages) throws Exception {
        CountDownLatch left = new CountDownLatch(messages);
        for (int i = 0; i < PARTITIONS; i++) {
            Channel channel = connection.createChannel();
            channel.basicQos(256);
            channel.basicConsume(
                    name + i,
                    false,
                    (tag, delivery) -> {
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                        left.countDown();
                    },
                    tag -> {});
        }
        if (!left.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " messages did not come");
        }
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < PARTITIONS; i++) {
            publishing.queueDelete(name + i);
        }
        connection.close();
    }
}
