// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.PartitionHash;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Records as the bare client sees them. */
class KafkaWireTest {

    private final dev.eventsource.bus.BusOptions options = Loans.options();

    @Test
    void a_message_is_a_record_as_the_binding_of_cloudevents_says() {
        StreamId stream = new StreamId("acme.eu", "loan", "17:36-88 – \"ü\" 漢字 😀");
        EventData event = new EventData(
                UUID.fromString("0b7b7a1e-3c0b-4d0e-9d3c-5f3c1a2b3c4d"),
                "Größe geändert",
                3,
                Instant.parse("2011-10-01T08:38:44.546001Z"),
                Payload.of("{ \"größe\" : 1.10 }"),
                Metadata.of(Map.of("actor", "ünal")),
                Set.of("customer:ada"));
        Message message = new Message(stream, 7, 4711, Instant.parse("2012-01-01T00:00:00Z"), event);
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.publish("loans", List.of(message));
        }

        List<ConsumerRecord<String, byte[]>> records = Raw.read(options.prefix() + "--loans");

        assertThat(records).hasSize(1);
        ConsumerRecord<String, byte[]> record = records.get(0);
        assertThat(record.key()).isEqualTo("acme.eu:loan-17:36-88 – \"ü\" 漢字 😀");
        assertThat(record.partition()).isEqualTo(PartitionHash.partition(message.key(), 4));
        assertThat(record.value()).isEqualTo("{ \"größe\" : 1.10 }".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(Raw.headers(record))
                .containsExactlyInAnyOrderEntriesOf(new TreeMap<>(Map.ofEntries(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", "0b7b7a1e-3c0b-4d0e-9d3c-5f3c1a2b3c4d"),
                        Map.entry("ce_source", "/acme.eu/loan"),
                        Map.entry("ce_type", "Größe geändert"),
                        Map.entry("ce_subject", "17:36-88 – \"ü\" 漢字 😀"),
                        Map.entry("ce_time", "2011-10-01T08:38:44.546001Z"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("ce_revision", "3"),
                        Map.entry("ce_stream", "loan-17:36-88 – \"ü\" 漢字 😀"),
                        Map.entry("ce_tenant", "acme.eu"),
                        Map.entry("ce_tags", "[\"customer:ada\"]"),
                        Map.entry("ce_version", "7"),
                        Map.entry("ce_position", "4711"),
                        Map.entry("ce_recordedat", "2012-01-01T00:00:00Z"),
                        Map.entry("ce_actor", "ünal"))));
    }

    @Test
    void messages_of_one_stream_lie_one_behind_the_other_in_one_partition() {
        List<Message> published = Loans.events(0, 200, 5);
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.publish("loans", published);
        }

        List<ConsumerRecord<String, byte[]>> records = Raw.read(options.prefix() + "--loans");

        assertThat(records).hasSize(200);
        for (int loan = 0; loan < 5; loan++) {
            String key = "loan-" + loan;
            List<ConsumerRecord<String, byte[]>> own =
                    records.stream().filter(record -> record.key().equals(key)).toList();
            assertThat(own)
                    .extracting(record -> Raw.headers(record).get("ce_version"))
                    .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 40)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(own).extracting(ConsumerRecord::partition).containsOnly(PartitionHash.partition(key, 4));
        }
    }

    @Test
    void a_letter_keeps_what_came_and_says_why_it_is_there() {
        try (KafkaEventBus bus = TestBroker.bus(options)) {
            bus.subscribe("loans", Group.named("billing"), message -> {
                throw new IllegalStateException("no such customer");
            });
            bus.publish("loans", List.of(Loans.event(1, 1)));
            Loans.eventually()
                    .until(() -> bus.deadLetters("loans", "billing").list(10).size() == 1);

            ConsumerRecord<String, byte[]> letter =
                    Raw.read(options.prefix() + "--loans--billing--dlq").get(0);
            ConsumerRecord<String, byte[]> message =
                    Raw.read(options.prefix() + "--loans").get(0);
            assertThat(letter.value()).isEqualTo(message.value());
            assertThat(Raw.headers(letter))
                    .containsAllEntriesOf(Raw.headers(message))
                    .containsEntry("es_attempts", "3")
                    .containsEntry("es_reason", "java.lang.IllegalStateException: no such customer")
                    .containsEntry("es_key", "loan-1")
                    .containsKeys("es_id", "es_part", "es_firstfailedat", "es_lastfailedat");

            String id = bus.deadLetters("loans", "billing").list(10).get(0).id();
            bus.deadLetters("loans", "billing").replay(id);
            ConsumerRecord<String, byte[]> replayed =
                    Raw.read(options.prefix() + "--loans--billing--rep").get(0);
            assertThat(replayed.key()).isEqualTo("loan-1");
            assertThat(replayed.partition()).isEqualTo(message.partition());
            assertThat(replayed.value()).isEqualTo(message.value());
            assertThat(Raw.headers(replayed)).isEqualTo(Raw.headers(message));
        }
    }
}
