// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.event.PartitionHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka by its own client: an idempotent producer whose sends are awaited together, a commit for each poll. One request is
 * under way at a time: with more, a broker that has just created a topic may take the second and refuse the first for ever
 * (https://issues.apache.org/jira/browse/KAFKA-15591).
 */
final class BareKafka implements Carrier {

    private final Map<String, Object> servers;
    private final String topic = UUID.randomUUID().toString();
    private final KafkaProducer<byte[], byte[]> producer;

    BareKafka(String bootstrap) {
        servers = Map.of("bootstrap.servers", bootstrap);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void create() throws Exception {
        try (Admin admin = Admin.create(servers)) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Override
    public void publish(List<Message> messages) throws Exception {
        List<Future<?>> sent = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Envelope envelope = CloudEvents.envelope(message);
            byte[] key = message.key().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                    topic, PartitionHash.partition(message.key(), PARTITIONS), key, envelope.data());
            envelope.attributes()
                    .forEach((name, value) -> made.headers().add("ce_" + name, value.getBytes(StandardCharsets.UTF_8)));
            sent.add(producer.send(made));
        }
        producer.flush();
        for (Future<?> one : sent) {
            one.get();
        }
    }

    @Override
    public double consume(int messages) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(servers);
        settings.put("group.id", topic);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Pace pace = new Pace(messages);
            while (!pace.isOver()) {
                ConsumerRecords<byte[], byte[]> read = consumer.poll(Duration.ofSeconds(1));
                if (!read.isEmpty()) {
                    read.forEach(record -> CloudEvents.message(envelope(record)));
                    consumer.commitSync();
                    pace.came(read.count());
                }
            }
            return pace.perSecond();
        }
    }

    private static Envelope envelope(ConsumerRecord<byte[], byte[]> read) {
        Map<String, String> attributes = new HashMap<>();
        read.headers()
                .forEach(header -> attributes.put(
                        header.key().substring("ce_".length()), new String(header.value(), StandardCharsets.UTF_8)));
        return new Envelope(attributes, read.value());
    }

    @Override
    public void close() {
        producer.close();
        try (Admin admin = Admin.create(servers)) {
            admin.deleteTopics(List.of(topic));
        }
    }
}
