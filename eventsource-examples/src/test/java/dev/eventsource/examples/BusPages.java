// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.kafka.KafkaEventBus;
import dev.eventsource.rabbitmq.RabbitEventBus;
import dev.eventsource.redis.RedisEventBus;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.File;
import java.util.Map;

/** How buses are opened at brokers that are not there: compiled, and not run. */
final class BusPages {

    private BusPages() {}

    static EventBus kafka() {
        // DOC kafka begin
        EventBus bus = new KafkaEventBus(
                Map.of("bootstrap.servers", "broker1:9092,broker2:9092"),
                KafkaEventBus.Options.DEFAULT.withBus(
                        BusOptions.DEFAULT.withPrefix("lending").withPartitions(12)));
        // DOC kafka end
        return bus;
    }

    static Map<String, Object> secured(String password) {
        // DOC secured begin
        Map<String, Object> client = Map.of(
                "bootstrap.servers",
                "broker1:9093",
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"lending\" password=\""
                        + password + "\";",
                "ssl.truststore.location",
                "/etc/kafka/ca.pem",
                "ssl.truststore.type",
                "PEM");
        // DOC secured end
        return client;
    }

    static EventBus rabbit() throws Exception {
        // DOC rabbit begin
        ConnectionFactory factory = new ConnectionFactory(); // the client's own: host, user, TLS, heartbeats
        factory.setUri("amqp://loans:secret@broker:5672/production");
        EventBus bus = new RabbitEventBus(
                factory, RabbitEventBus.Options.DEFAULT.withBus(BusOptions.DEFAULT.withPrefix("loans")));
        // DOC rabbit end
        return bus;
    }

    static EventBus redisByUrl() {
        // DOC url begin
        EventBus bus = EventBuses.open("redis://user:password@redis.example:6379/0"); // rediss: with TLS
        // DOC url end
        return bus;
    }

    static EventBus redis(File file, String password) {
        // DOC redis begin
        EventBus bus = new RedisEventBus(
                RedisURI.create("redis://redis.example"), // Lettuce's: sentinels, ACL user, database, TLS
                RedisEventBus.Options.DEFAULT
                        .withBus(BusOptions.DEFAULT.withPrefix("shop").withPartitions(16))
                        .withLimit(200_000)
                        .withSsl(SslOptions.builder().truststore(file, password).build()));
        // DOC redis end
        return bus;
    }
}
