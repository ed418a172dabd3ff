// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others see at the broker, with the bare client. */
class RabbitWireTest {

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    private final List<Message> received = new CopyOnWriteArrayList<>();

    @Test
    void a_message_is_a_cloud_event_in_binary_mode() throws Exception {
        EventData event = new EventData(
                UUID.randomUUID(),
                "Größe geändert",
                3,
                Rabbit.SOME_DAY,
                Payload.of("{\"größe\":1}"),
                Metadata.of(Map.of("actor", "ünal", "empty", "")),
                Set.of("customer:ada"));
        Message message = new Message(
                new StreamId("acme.eu", "loan", "17"), 7, 4711, Instant.parse("2012-01-01T00:00:00Z"), event);
        RabbitEventBus bus = rabbit.bus();
        bus.create(Rabbit.TOPIC, Group.named("billing"));
        Channel channel = rabbit.channel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, rabbit.prefix + "--loans", "acme%2Eeu.loan.*");

        bus.publish(Rabbit.TOPIC, List.of(message));

        GetResponse got = get(channel, queue);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("acme%2Eeu.loan.Gr%C3%B6%C3%9Fe%20ge%C3%A4ndert");
        assertThat(got.getProps().getContentType()).isEqualTo("application/json");
        assertThat(got.getProps().getMessageId()).isEqualTo(event.id().toString());
        assertThat(got.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"größe\":1}");
        Map<String, String> headers = new HashMap<>();
        got.getProps().getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
        assertThat(headers)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("cloudEvents_specversion", "1.0"),
                        Map.entry("cloudEvents_id", event.id().toString()),
                        Map.entry("cloudEvents_source", "/acme.eu/loan"),
                        Map.entry("cloudEvents_type", "Größe geändert"),
                        Map.entry("cloudEvents_subject", "17"),
                        Map.entry("cloudEvents_time", "2011-10-01T08:38:44.546Z"),
                        Map.entry("cloudEvents_revision", "3"),
                        Map.entry("cloudEvents_stream", "loan-17"),
                        Map.entry("cloudEvents_tenant", "acme.eu"),
                        Map.entry("cloudEvents_version", "7"),
                        Map.entry("cloudEvents_position", "4711"),
                        Map.entry("cloudEvents_recordedat", "2012-01-01T00:00:00Z"),
                        Map.entry("cloudEvents_tags", "[\"customer:ada\"]"),
                        Map.entry("cloudEvents_actor", "ünal"),
                        Map.entry("cloudEvents_empty", "")));
    }

    @ParameterizedTest
    @EnumSource
    void others_bind_queues_of_their_own_and_get_what_they_want_once(ExchangeType type) throws Exception {
        RabbitEventBus bus = rabbit.bus(type);
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), received::add);
        Channel channel = rabbit.channel();
        String queue = channel.queueDeclare().getQueue();
        String exchange = rabbit.prefix + "--loans";
        switch (type) {
            case TOPIC -> {
                channel.queueBind(queue, exchange, "*.loan.LoanSubmitted");
                channel.queueBind(queue, exchange, "-.#");
            }
            case DIRECT -> channel.queueBind(queue, exchange, "-.loan.LoanSubmitted");
            case FANOUT -> channel.queueBind(queue, exchange, "");
            case HEADERS ->
                channel.queueBind(queue, exchange, "", Map.of("x-match", "all", "cloudEvents_type", "LoanSubmitted"));
        }
        Message other = Message.of(
                new StreamId("acme", "customer", "1"),
                EventData.of(UUID.randomUUID(), "CustomerMoved", Rabbit.SOME_DAY, Payload.of("{}")));

        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1), other, Rabbit.message("2", 1)));

        List<Object> theirs = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            theirs.add(got.getProps().getHeaders().get("cloudEvents_subject").toString());
        }
        assertThat(theirs).isEqualTo(type == ExchangeType.FANOUT ? List.of("1", "1", "2") : List.of("1", "2"));
        await().until(() -> received.size() == 3);
    }

    @ParameterizedTest
    @EnumSource
    void what_others_publish_comes_to_all_groups_whatever_its_routing_key(ExchangeType type) throws Exception {
        RabbitEventBus bus = rabbit.bus(type);
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), received::add);
        bus.subscribe(Rabbit.TOPIC, Group.named("reporting"), received::add);
        Message message = Rabbit.message("1", 1);
        AMQP.BasicProperties ours = Wire.properties(CloudEvents.envelope(message), Map.of());
        Map<String, Object> headers = new HashMap<>(Map.of(
                "cloudEvents:specversion",
                "1.0",
                "cloudEvents:id",
                message.id().toString(),
                "cloudEvents:type",
                "LoanSubmitted",
                "cloudEvents_stream",
                "loan-1",
                "cloudEvents_version",
                1,
                "cloudEvents_time",
                Date.from(Instant.parse("2011-10-01T08:38:44Z")),
                "somebody",
                List.of("else")));

        rabbit.channel()
                .basicPublish(
                        rabbit.prefix + "--loans",
                        "any.thing",
                        ours.builder().headers(headers).build(),
                        message.event().payload().json().getBytes(StandardCharsets.UTF_8));

        await().until(() -> received.size() == 2);
        assertThat(received.get(0).version()).isEqualTo(1);
        assertThat(received.get(0).event().occurredAt()).isEqualTo("2011-10-01T08:38:44Z");
        assertThat(received.get(0).event().metadata().entries()).isEmpty();
    }

    @Test
    void queues_are_declared_so_that_the_broker_drops_nothing_by_itself() {
        rabbit.bus().create(Rabbit.TOPIC, Group.named("billing"));

        List<String> queues = rabbit.server
                .rabbitmqctl("list_queues", "name", "type", "durable", "auto_delete", "arguments")
                .lines()
                .filter(line -> line.startsWith(rabbit.prefix))
                .sorted()
                .toList();

        String group = rabbit.prefix + "--loans--billing--";
        assertThat(queues)
                .hasSize(7)
                .allSatisfy(queue -> assertThat(queue)
                        .containsPattern("\\tquorum\\ttrue\\tfalse\\t.*\"x-delivery-limit\",1000000000"));
        assertThat(queues.get(0))
                .startsWith(group + "0\t")
                .contains(
                        "{\"x-single-active-consumer\",true}",
                        "{\"x-dead-letter-exchange\",[]}", // that is how it prints ""
                        "{\"x-dead-letter-routing-key\",\"" + group + "dead\"}",
                        "{\"x-dead-letter-strategy\",\"at-least-once\"}",
                        "{\"x-overflow\",\"reject-publish\"}");
        assertThat(queues)
                .extracting(queue -> queue.substring(0, queue.indexOf('\t')))
                .containsExactly(
                        group + "0",
                        group + "1",
                        group + "dead",
                        group + "here",
                        group + "n0",
                        group + "n1",
                        rabbit.prefix + "--loans--registry");
    }

    @Test
    void a_dead_letter_is_the_message_with_the_reason() throws Exception {
        RabbitEventBus bus = rabbit.bus();
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), message -> {
            throw new IllegalStateException("no such customer");
        });
        Message message = Rabbit.message("1", 1);
        bus.publish(Rabbit.TOPIC, List.of(message));
        await().until(() -> bus.groups(Rabbit.TOPIC).get(0).deadLetters() == 1);

        GetResponse got = get(rabbit.channel(), rabbit.names.group("billing").dead());

        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"number\":1}");
        assertThat(got.getProps().getDeliveryMode()).isEqualTo(2);
        Map<String, String> headers = new HashMap<>();
        got.getProps().getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
        assertThat(headers)
                .containsEntry("dead_id", message.id().toString())
                .containsEntry("dead_reason", "java.lang.IllegalStateException: no such customer")
                .containsEntry("dead_attempts", "5")
                .containsKeys("dead_first", "dead_last", "cloudEvents_stream");
    }

    @Test
    void what_the_broker_gives_up_is_a_dead_letter_too_and_can_be_replayed() throws Exception {
        RabbitEventBus bus = rabbit.bus();
        bus.create(Rabbit.TOPIC, Group.named("billing"));
        Message message = Rabbit.message("1", 1);
        AMQP.BasicProperties brief = Wire.properties(CloudEvents.envelope(message), 0)
                .builder()
                .expiration("1")
                .build();
        rabbit.channel()
                .basicPublish(
                        rabbit.names.exchange(),
                        "x",
                        brief,
                        message.event().payload().json().getBytes(StandardCharsets.UTF_8));

        await().until(() -> bus.groups(Rabbit.TOPIC).get(0).deadLetters() == 1);

        DeadMessage letter = bus.deadLetters(Rabbit.TOPIC, "billing").list(10).get(0);
        assertThat(letter.reason()).contains("broker", "expired");
        assertThat(letter.id()).isEqualTo(message.id().toString());
        assertThat(letter.message()).contains(message);
        assertThat(bus.deadLetters(Rabbit.TOPIC, "billing").replay(letter.id())).isTrue();
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), received::add);
        await().until(() -> received.contains(message));
    }

    private static GetResponse get(Channel channel, String queue) throws Exception {
        GetResponse got = channel.basicGet(queue, true);
        assertThat(got).as("a message in " + queue).isNotNull();
        return got;
    }
}
