// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data in another form than JSON as it is. */
class KafkaDataTest {

    private final BusOptions options = Loans.options();
    private final SchemaRegistry registry;
    private final List<Message> received = new CopyOnWriteArrayList<>();

    KafkaDataTest() throws Exception {
        registry = new SchemaRegistry();
        registry.register(7);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private KafkaEventBus bus(int schema, Deserializer<byte[]> deserializer) {
        return new KafkaEventBus(
                TestBroker.client(),
                KafkaEventBus.Options.DEFAULT.withBus(options).withData(registry.serializer(schema), deserializer));
    }

    @Test
    void data_goes_with_the_number_of_its_schema_and_comes_back() {
        Message message = Loans.event(1, 1);
        try (KafkaEventBus bus = bus(7, registry.deserializer())) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            bus.publish("loans", List.of(message));
            Loans.eventually().until(() -> received.size() == 1);

            assertThat(received).containsExactly(message);
            ConsumerRecord<String, byte[]> record =
                    Raw.read(options.prefix() + "--loans").get(0);
            assertThat(Arrays.copyOf(record.value(), SchemaRegistry.HEAD)).containsExactly(0, 0, 0, 0, 7);
            assertThat(new String(
                            record.value(), SchemaRegistry.HEAD, record.value().length - 5, StandardCharsets.UTF_8))
                    .isEqualTo("{\"number\":1}");
        }
    }

    @Test
    void a_schema_that_nobody_knows_leads_to_the_dead_letters_and_back_when_it_is_known() {
        Message unknown = Loans.event(1, 1);
        Message known = Loans.event(2, 1);
        try (KafkaEventBus bus = bus(7, registry.deserializer());
                KafkaEventBus other = bus(8, registry.deserializer())) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            other.publish("loans", List.of(unknown));
            bus.publish("loans", List.of(known));

            Loans.eventually()
                    .until(() -> received.size() == 1
                            && bus.deadLetters("loans", "billing").list(10).size() == 1);
            assertThat(received).containsExactly(known);
            DeadMessage letter = bus.deadLetters("loans", "billing").list(10).get(0);
            assertThat(letter.id()).isEqualTo(unknown.id().toString());
            assertThat(letter.reason()).contains("cannot be read", "no schema 8");
            assertThat(letter.attempts()).isZero();
            assertThat(letter.message()).isEmpty();

            registry.register(8);
            assertThat(bus.deadLetters("loans", "billing").list(10).get(0).message())
                    .contains(unknown);
            assertThat(bus.deadLetters("loans", "billing").replay(letter.id())).isTrue();
            Loans.eventually().until(() -> received.size() == 2);
            assertThat(received.get(1)).isEqualTo(unknown);
            assertThat(bus.deadLetters("loans", "billing").list(10)).isEmpty();
        }
    }

    @Test
    void a_registry_that_is_out_of_reach_is_waited_for() {
        AtomicBoolean reachable = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        Deserializer<byte[]> fragile = (topic, data) -> {
            asked.incrementAndGet();
            if (!reachable.get()) {
                throw new SerializationException("no schema", new ConnectException("refused"));
            }
            return registry.deserializer().deserialize(topic, data);
        };
        try (KafkaEventBus bus = bus(7, fragile)) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            List<Message> published = Loans.events(0, 5, 1);
            bus.publish("loans", published);
            Loans.eventually().until(() -> asked.get() >= 2);
            assertThat(received).isEmpty();
            reachable.set(true);
            Loans.eventually().until(() -> received.size() == 5);
            assertThat(received).isEqualTo(published);
            assertThat(bus.deadLetters("loans", "billing").list(10)).isEmpty();
        }
    }

    @Test
    void what_cannot_be_written_is_refused_and_not_published() {
        Message message = Loans.event(1, 1);
        try (KafkaEventBus bus = writing((topic, data) -> {
            throw new SerializationException("secret");
        })) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> bus.publish("loans", List.of(message)))
                    .withMessageContaining(message.id().toString())
                    .withMessageContaining("serializer")
                    .withMessageNotContaining("secret");
            assertThat(Raw.read(options.prefix() + "--loans")).isEmpty();
        }
    }

    @Test
    void what_cannot_be_written_at_the_moment_is_an_outage() {
        List<RuntimeException> causes = List.of(
                new SerializationException("no schema", new ConnectException("refused")),
                new UncheckedIOException(new IOException("reset")),
                new SerializationException("no schema", new TimeoutException("late")),
                new SerializationException("not now", new StackOverflowError()));
        BusOptions waiting = options.withRetry(
                options.retry().withFailures(options.retry().failures().outageOn(StackOverflowError.class)));
        AtomicInteger next = new AtomicInteger();
        try (KafkaEventBus bus = new KafkaEventBus(
                TestBroker.client(),
                KafkaEventBus.Options.DEFAULT
                        .withBus(waiting)
                        .withData(
                                (topic, data) -> {
                                    throw causes.get(next.get());
                                },
                                registry.deserializer()))) {
            for (; next.get() < causes.size(); next.incrementAndGet()) {
                assertThatExceptionOfType(BusException.class)
                        .isThrownBy(() -> bus.publish("loans", List.of(Loans.event(1, 1))))
                        .withCause(causes.get(next.get()));
            }
        }
    }

    private KafkaEventBus writing(Serializer<byte[]> serializer) {
        return new KafkaEventBus(
                TestBroker.client(),
                KafkaEventBus.Options.DEFAULT.withBus(options).withData(serializer, registry.deserializer()));
    }
}
