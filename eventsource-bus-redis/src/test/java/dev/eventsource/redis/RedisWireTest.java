// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.PartitionHash;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What lies in Redis, looked at by the bare client: others read and write it, so it is as it is for ever. */
class RedisWireTest extends BusCase {

    private final UUID id = UUID.fromString("0b7b7a1e-3c0b-4d0e-9d3c-5f3c1a2b3c4d");
    private final Message message = new Message(
            new StreamId("acme", "loan", "17:36-88 ü 😀"),
            7,
            4711,
            Instant.parse("2012-01-01T00:00:00.000001Z"),
            new EventData(
                    id,
                    "Größe geändert",
                    3,
                    Instant.parse("2011-10-01T08:38:44.546Z"),
                    Payload.of("{ \"größe\" : 1.10 }"),
                    Metadata.of(Map.of("actor", "ünal", "empty", "")),
                    Set.of("customer:ada")));

    @Test
    void an_entry_has_a_field_for_each_attribute_and_the_data() {
        open().publish(TOPIC, List.of(message));

        int part = PartitionHash.partition("acme:loan-17:36-88 ü 😀", 4);
        List<StreamMessage<String, byte[]>> entries = entries(key(":p" + part));
        assertThat(entries).hasSize(1);
        assertThat(new TreeMap<>(texts(entries.get(0).getBody())))
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", id.toString()),
                        Map.entry("ce_source", "/acme/loan"),
                        Map.entry("ce_type", "Größe geändert"),
                        Map.entry("ce_subject", "17:36-88 ü 😀"),
                        Map.entry("ce_time", "2011-10-01T08:38:44.546Z"),
                        Map.entry("ce_datacontenttype", "application/json"),
                        Map.entry("ce_stream", "loan-17:36-88 ü 😀"),
                        Map.entry("ce_tenant", "acme"),
                        Map.entry("ce_revision", "3"),
                        Map.entry("ce_version", "7"),
                        Map.entry("ce_position", "4711"),
                        Map.entry("ce_recordedat", "2012-01-01T00:00:00.000001Z"),
                        Map.entry("ce_tags", "[\"customer:ada\"]"),
                        Map.entry("ce_actor", "ünal"),
                        Map.entry("ce_empty", ""),
                        Map.entry("data", "{ \"größe\" : 1.10 }"))));
    }

    @Test
    void all_keys_of_a_topic_have_its_hash_tag() {
        RedisEventBus open = open();
        open.subscribe(TOPIC, Group.named("billing"), handled -> {});
        open.publish(TOPIC, List.of(message));
        eventually(() -> open.groups(TOPIC).get(0).backlog() == 0);

        assertThat(redis().hget(key(""), "partitions")).isEqualTo(Link.bytes("4"));
        assertThat(redis().keys("*" + bus.prefix() + "*"))
                .contains(key(""), key(":groups"), key(":g:billing"), key(":g:billing:members"), key(":g:billing:o0"))
                .allSatisfy(key -> assertThat(key).startsWith(key("")));
    }

    @Test
    void a_name_that_is_part_of_another_is_another_topic() {
        RedisEventBus open = open();
        open.publish("a", List.of(message));
        open.publish("a.b", events("1", 2));
        List<Message> received = new CopyOnWriteArrayList<>();

        open.subscribe("a", Group.named("g").fromBeginning(), received::add);

        eventually(() -> received.size() == 1);
        assertThat(received).containsExactly(message);
    }

    @Test
    void a_dead_letter_keeps_all_fields_as_they_came_and_so_does_its_replay() {
        RedisEventBus open = buses().open(Proxied.options(bus.withRetry(RetryPolicy.DEFAULT.withMaxAttempts(1))));
        open.subscribe(TOPIC, Group.named("billing"), handled -> {});
        byte[] bytes = {0, (byte) 0xff, '\r', '\n'};
        redis().xadd(key(":p2"), Map.of("ce_id", Link.bytes("x 1"), "other", bytes));

        eventually(() -> open.groups(TOPIC).get(0).deadLetters() == 1);
        Map<String, byte[]> letter = entries(key(":g:billing:dead")).get(0).getBody();
        assertThat(letter).containsKeys("id", "partition", "reason", "attempts", "first", "last", "ce_id");
        assertThat(letter.get("other")).isEqualTo(bytes);
        assertThat(texts(letter)).containsEntry("partition", "2").containsEntry("attempts", "0");

        assertThat(open.deadLetters(TOPIC, "billing").replay("x 1")).isTrue();

        eventually(() -> entries(key(":g:billing:dead")).stream()
                .anyMatch(entry -> entry.getBody().get("last") != null
                        && !java.util.Arrays.equals(entry.getBody().get("last"), letter.get("last"))));
        assertThat(entries(key(":g:billing:dead")))
                .hasSize(1)
                .first()
                .satisfies(entry -> assertThat(entry.getBody().get("other")).isEqualTo(bytes));
        eventually(() -> redis().xlen(key(":g:billing:r2")) == 0);
    }

    @Test
    void two_messages_without_an_id_are_two_letters() {
        RedisEventBus open = open();
        open.subscribe(TOPIC, Group.named("billing"), handled -> {});
        String at = "1700000000000-0";
        for (int part = 0; part < 4; part++) {
            redis().xadd(
                            key(":p" + part),
                            io.lettuce.core.XAddArgs.Builder.minId("0").id(at),
                            Map.of("data", Link.bytes("x")));
        }

        eventually(() -> open.groups(TOPIC).get(0).deadLetters() == 4);
        assertThat(open.deadLetters(TOPIC, "billing").list(10))
                .extracting(letter -> letter.id())
                .containsExactlyInAnyOrder("p0/" + at, "p1/" + at, "p2/" + at, "p3/" + at);
    }

    @Test
    void more_attributes_than_a_script_can_hand_on_are_refused_at_the_door_and_buried_if_foreign() {
        Map<String, String> entries = new TreeMap<>();
        IntStream.range(0, 3_400).forEach(i -> entries.put("m" + i, ""));
        RedisEventBus open = open();
        List<Message> received = new CopyOnWriteArrayList<>();
        open.subscribe(TOPIC, Group.named("billing"), received::add);
        Message full = with(entries);

        open.publish(TOPIC, List.of(full));

        eventually(() -> received.size() == 1);
        assertThat(received).containsExactly(full);
        IntStream.range(0, 200).forEach(i -> entries.put("n" + i, ""));
        Message tooFull = with(entries);
        assertThatThrownBy(() -> open.publish(TOPIC, List.of(event("1", 1), tooFull)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(tooFull.id().toString(), "3500");
        assertThat(stored()).isEqualTo(1);

        Map<String, byte[]> foreign = new TreeMap<>();
        IntStream.range(0, 9_000).forEach(i -> foreign.put("f" + i, Link.bytes("v")));
        redis().xadd(key(":p0"), foreign);
        eventually(() -> open.groups(TOPIC).get(0).deadLetters() == 1);
    }

    private static Message with(Map<String, String> metadata) {
        Message plain = event("1", 1);
        EventData event = plain.event();
        return Message.of(
                plain.stream(),
                new EventData(
                        event.id(),
                        event.type(),
                        1,
                        event.occurredAt(),
                        event.payload(),
                        Metadata.of(metadata),
                        Set.of()));
    }

    @Test
    void a_batch_larger_than_a_script_keeps_its_order() {
        RedisEventBus open = open();
        List<Message> published = new ArrayList<>(events("1", 1_300));
        open.publish(TOPIC, published);
        List<Message> received = new CopyOnWriteArrayList<>();

        open.subscribe(TOPIC, Group.named("billing").fromBeginning(), received::add);

        eventually(() -> received.size() == 1_300);
        assertThat(received).isEqualTo(published);
    }
}
