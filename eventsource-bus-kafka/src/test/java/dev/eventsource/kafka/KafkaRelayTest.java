// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log with an event that Kafka never takes. */
class KafkaRelayTest {

    private final BusOptions options = Loans.options();
    private final String topic = options.prefix() + "--loans";
    private final InMemoryStorage storage = new InMemoryStorage();
    private final Running running = Running.on(storage);

    @AfterEach
    void close() {
        running.close();
        storage.close();
    }

    @Test
    void an_event_that_the_serializer_cannot_write_is_parked_and_the_rest_goes_on() throws Exception {
        KafkaEventBus.Options picky = KafkaEventBus.Options.DEFAULT
                .withBus(options)
                .withData(
                        (to, data) -> {
                            if (new String(data, StandardCharsets.UTF_8).contains("strange")) {
                                throw new SerializationException("not in the schema");
                            }
                            return data;
                        },
                        new ByteArrayDeserializer());
        try (KafkaEventBus bus = new KafkaEventBus(TestBroker.client(), picky)) {
            isParkedAlone(bus, "\"strange\"");
        }
    }

    @Test
    void an_event_that_the_broker_finds_too_large_is_parked_and_the_rest_goes_on() throws Exception {
        try (KafkaEventBus bus = TestBroker.bus(options);
                Admin admin = Raw.admin()) {
            bus.create("loans", Group.named("billing"));
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "20000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            isParkedAlone(bus, "\"" + "x".repeat(100_000) + "\"");
        }
    }

    private void isParkedAlone(EventBus bus, String json) throws Exception {
        append(1, "{}");
        append(2, json);
        append(3, "{}");

        RunningSubscription relay = running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));

        assertThat(relay.await(3, Duration.ofSeconds(30))).isTrue();
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(2L);
        assertThat(Raw.read(topic))
                .extracting(record -> Raw.headers(record).get("ce_stream"))
                .contains("loan-1", "loan-3")
                .doesNotContain("loan-2");
    }

    private void append(int loan, String json) {
        storage.events()
                .append(
                        StreamId.of("loan", String.valueOf(loan)),
                        ExpectedVersion.any(),
                        List.of(Loans.event(loan, 1, json).event()));
    }
}
