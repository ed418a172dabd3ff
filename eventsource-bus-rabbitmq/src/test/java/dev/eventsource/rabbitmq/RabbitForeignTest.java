// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.observe.ObservedConnection;
import dev.eventsource.observe.Observer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others publish that AMQP carries, and that this bus cannot send again as it came. */
@Timeout(60)
class RabbitForeignTest {

    private static final int FRAME = 131_072;

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    private final List<Message> received = new CopyOnWriteArrayList<>();

    @Test
    void what_only_a_header_can_hold_becomes_a_dead_letter_with_all_its_headers() throws Exception {
        String id = "id".repeat(200);
        String type = "application/" + "ünknown".repeat(40);

        DeadMessage letter =
                letterOf(Map.of("cloudEvents_id", id, "cloudEvents_datacontenttype", type, "cloudEvents_type", "x"));

        assertThat(letter.id()).isEqualTo(id);
        assertThat(letter.envelope().attributes())
                .containsOnly(Map.entry("id", id), Map.entry(CloudEvents.CONTENT_TYPE, type), Map.entry("type", "x"));
    }

    @Test
    void what_fills_a_frame_becomes_a_dead_letter_with_all_its_headers() throws Exception {
        String filling = "x".repeat(FRAME - 250);

        DeadMessage letter = letterOf(Map.of("cloudEvents_other", filling));

        assertThat(letter.envelope().attributes()).containsEntry("other", filling);
    }

    @Test
    void what_fills_a_frame_by_its_id_is_found_by_its_id() throws Exception {
        String id = "1".repeat(FRAME - 600);

        DeadMessage letter = letterOf(Map.of("cloudEvents_id", id));

        assertThat(letter.id()).isEqualTo(id);
        assertThat(letter.reason()).isEqualTo("No message of ours: the attribute 'specversion' is missing");
    }

    @Test
    void what_is_too_large_as_text_becomes_a_dead_letter_without_it() throws Exception {
        byte[] noText = new byte[100_000];
        Arrays.fill(noText, (byte) 0xff);
        String name = "n".repeat(230);

        DeadMessage letter = letterOf(Map.of(
                "cloudEvents_" + name,
                "named",
                "cloudEvents_other",
                LongStringHelper.asLongString(noText),
                "cloudEvents_id",
                "17"));

        assertThat(letter.id()).isEqualTo("17");
        assertThat(letter.envelope().attributes()).containsOnlyKeys("id", name);
    }

    @Test
    void after_something_that_cannot_be_sent_each_confirmation_is_of_what_it_confirms() throws Exception {
        Channel channel = rabbit.channel();
        String queue = channel.queueDeclare().getQueue();
        Link link = new Link(
                rabbit.factory(rabbit.server.port()),
                "test",
                Duration.ofSeconds(10),
                new ObservedConnection(Observer.NONE, "test"));
        try (link;
                WriteWatch watch = new WriteWatch(link, Duration.ofSeconds(10))) {
            Outlet outlet = new Outlet(link, Duration.ofSeconds(10), watch);
            Outgoing good = Outgoing.text(queue, "1", Map.of(), "good");
            Outgoing bad = Outgoing.text(queue, "2".repeat(256), Map.of(), "bad");
            outlet.store(good);

            for (int time = 0; time < 3; time++) {
                assertThatThrownBy(() -> outlet.store(bad))
                        .isInstanceOf(BusException.class)
                        .hasMessageContaining("cannot be sent");
                assertThatThrownBy(() -> outlet.store(Outgoing.text("nowhere", "3", Map.of(), "unroutable")))
                        .hasMessageContaining("reached no queue");
                outlet.store(good);
            }
            assertThat(channel.messageCount(queue)).isEqualTo(4);
        }
    }

    /** Publishes it and something good behind it, which the group must get. */
    private DeadMessage letterOf(Map<String, Object> headers) throws Exception {
        RabbitEventBus bus = rabbit.bus(rabbit.options().withPartitions(1));
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), received::add);
        Channel channel = rabbit.channel();
        channel.confirmSelect();
        channel.basicPublish(
                rabbit.names.exchange(),
                "foreign",
                new AMQP.BasicProperties.Builder().headers(headers).build(),
                new byte[] {1});
        channel.waitForConfirmsOrDie(10_000);
        Message next = Rabbit.message("1", 1);
        bus.publish(Rabbit.TOPIC, List.of(next));

        await().atMost(Duration.ofSeconds(20)).until(() -> received.contains(next));
        List<DeadMessage> letters = bus.deadLetters(Rabbit.TOPIC, "billing").list(10);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).envelope().data()).containsExactly(1);
        return letters.get(0);
    }
}
