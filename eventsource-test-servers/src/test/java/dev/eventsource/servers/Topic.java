// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic with one partition; each call comes with a client of its own. */
record Topic(String name, Map<String, Object> settings) {

    private static final int MILLIS = 30_000;

    static Topic at(String bootstrap) {
        return at(Map.of("bootstrap.servers", bootstrap), MILLIS);
    }

    static Topic at(Map<String, ?> client, int millis) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(Map.of(
                "request.timeout.ms",
                millis / 2,
                "default.api.timeout.ms",
                millis,
                "delivery.timeout.ms",
                millis,
                "max.block.ms",
                millis,
                "max.request.size",
                20_000_000,
                "reconnect.backoff.max.ms",
                200));
        return new Topic("loans", settings);
    }

    void create() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    void send(String text) throws ExecutionException, InterruptedException {
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        try {
            producer.send(new ProducerRecord<>(name, text)).get();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** All that is in it; there must be something. */
    List<String> read() {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(name, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> texts = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> texts.add(found.value()));
            }
            return texts;
        }
    }
}
