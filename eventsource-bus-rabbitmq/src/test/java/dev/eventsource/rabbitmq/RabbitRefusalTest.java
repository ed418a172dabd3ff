// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions.Topology;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.servers.FaultProxy;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be done is said in time, with where and what to do, and never with the password. */
@Timeout(60)
class RabbitRefusalTest {

    private static final Duration SHORT = Duration.ofSeconds(2);

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    private RabbitEventBus.Options brief() {
        return RabbitEventBus.Options.DEFAULT.withBus(rabbit.options().withTimeout(SHORT));
    }

    @Test
    void a_wrong_password_is_named_as_such() {
        ConnectionFactory factory = rabbit.factory(rabbit.server.port());
        factory.setPassword("not-the-secret");

        assertThatThrownBy(() -> rabbit.bus(factory, brief()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:" + rabbit.server.port(), rabbit.server.user(), "password")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_virtual_host_that_is_not_there_is_named() {
        ConnectionFactory factory = rabbit.factory(rabbit.server.port());
        factory.setVirtualHost("nowhere");

        assertThatThrownBy(() -> rabbit.bus(factory, brief()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:" + rabbit.server.port(), "virtual host", "nowhere");
    }

    @Test
    void a_closed_port_is_named() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> rabbit.bus(rabbit.factory(port), brief()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:" + port, "check that it runs");
    }

    @Test
    void an_unknown_host_is_named() {
        ConnectionFactory factory = rabbit.factory(5672);
        factory.setHost("no-such-host.invalid");

        assertThatThrownBy(() -> rabbit.bus(factory, brief()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("no-such-host.invalid:5672", "UnknownHostException");
    }

    @Test
    void a_broker_that_is_silent_from_the_start_is_given_up_in_time() {
        FaultProxy proxy = rabbit.proxy();
        proxy.stall();
        long begin = System.nanoTime();

        assertThatThrownBy(() -> rabbit.bus(rabbit.factory(proxy.port()), brief()))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:" + proxy.port(), "check that it runs");

        assertThat(since(begin)).isLessThan(SHORT.multipliedBy(2));
    }

    @Test
    void a_broker_that_falls_silent_is_given_up_in_time_and_what_is_unconfirmed_is_named() {
        FaultProxy proxy = rabbit.proxy();
        RabbitEventBus bus = rabbit.bus(rabbit.factory(proxy.port()), brief());
        bus.subscribe(Rabbit.TOPIC, Group.named("billing"), message -> {});
        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1)));
        Message message = Rabbit.message("1", 2);
        proxy.stall();
        long begin = System.nanoTime();

        assertThatThrownBy(() -> bus.publish(Rabbit.TOPIC, List.of(message)))
                .hasMessageContaining("127.0.0.1:" + proxy.port())
                // Who gives up first: the one who waits for the confirmation, or the watch over the connection.
                .hasMessageFindingMatch("within PT2S|the connection was lost")
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.unconfirmed()).containsExactly(message.id()));
        assertThat(since(begin)).isLessThan(SHORT.plusSeconds(1));
        assertThat(bus.trouble()).isPresent();
        begin = System.nanoTime();
        bus.close();
        assertThat(since(begin)).as("time to close").isLessThan(SHORT.multipliedBy(4));
    }

    @Test
    void a_broker_that_reads_nothing_more_is_given_up_in_time() {
        FaultProxy proxy = rabbit.proxy();
        RabbitEventBus bus = rabbit.bus(rabbit.factory(proxy.port()), brief());
        bus.create(Rabbit.TOPIC, Group.named("billing"));
        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1)));
        List<Message> large = IntStream.range(0, 60)
                .mapToObj(i -> Message.of(
                        StreamId.of("loan", "1"),
                        EventData.of(
                                UUID.randomUUID(),
                                "LoanSubmitted",
                                Rabbit.SOME_DAY,
                                Payload.of("\"" + "x".repeat(1024 * 1024) + "\""))))
                .toList();
        proxy.stall();
        long begin = System.nanoTime();

        assertThatThrownBy(() -> bus.publish(Rabbit.TOPIC, large))
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.unconfirmed()).hasSize(60));

        assertThat(since(begin)).isLessThan(SHORT.multipliedBy(4));
        proxy.resume();
        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 2)));
        assertThat(bus.trouble()).isEmpty();
    }

    @Test
    void an_exchange_of_another_type_is_refused() {
        rabbit.bus(ExchangeType.FANOUT).create(Rabbit.TOPIC, Group.named("billing"));
        RabbitEventBus other = rabbit.bus(ExchangeType.TOPIC);

        assertThatThrownBy(() -> other.create(Rabbit.TOPIC, Group.named("billing")))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:", rabbit.names.exchange(), "type", "same options");
        assertThatThrownBy(() -> other.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("type");
    }

    @Test
    void another_number_of_parts_is_refused_by_a_bus_that_checks_and_followed_by_one_that_may_create() {
        rabbit.bus().create(Rabbit.TOPIC, Group.named("billing"));
        RabbitEventBus checking = rabbit.bus(rabbit.options().withPartitions(3).withTopology(Topology.CHECK));

        assertThatThrownBy(() -> checking.create(Rabbit.TOPIC, Group.named("billing")))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:", "loans", "2 parts, not 3", "BusOptions.partitions");
        assertThatThrownBy(() -> checking.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1))))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("2 parts, not 3");

        RabbitEventBus creating = rabbit.bus(rabbit.options().withPartitions(3));
        creating.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1), Rabbit.message("2", 1)));
        assertThat(creating.groups(Rabbit.TOPIC).get(0).backlog()).isEqualTo(2);
    }

    @Test
    void a_bus_that_checks_misses_what_somebody_has_deleted() throws Exception {
        rabbit.bus().create(Rabbit.TOPIC, Group.named("billing"));
        rabbit.channel().queueDelete(rabbit.names.group("billing").part(1));

        assertThatThrownBy(() -> rabbit.bus(rabbit.options().withTopology(Topology.CHECK))
                        .subscribe(Rabbit.TOPIC, Group.named("billing"), message -> {}))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("lacks", rabbit.names.group("billing").part(1));
    }

    @Test
    void a_user_with_few_rights_can_use_what_is_there_and_create_nothing() {
        rabbit.bus().create(Rabbit.TOPIC, Group.named("billing"));
        String user = rabbit.prefix;
        rabbit.server.rabbitmqctl("add_user", user, "pass");
        rabbit.server.rabbitmqctl(
                "set_permissions",
                "--vhost",
                rabbit.server.vhost(),
                user,
                "^amq\\.gen-.*$",
                "^(amq\\.(gen-.*|default)|" + rabbit.prefix + "--.*)$",
                "^(amq\\.gen-.*|" + rabbit.prefix + "--.*)$");
        ConnectionFactory factory = rabbit.factory(rabbit.server.port());
        factory.setUsername(user);
        factory.setPassword("pass");
        RabbitEventBus creating = rabbit.bus(factory, brief());
        RabbitEventBus using = rabbit.bus(
                factory,
                brief().withBus(brief().bus().withTopology(Topology.CHECK).withRetry(RetryPolicy.NONE)));
        List<Message> received = new CopyOnWriteArrayList<>();

        assertThatThrownBy(() -> creating.create("other", Group.named("billing")))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("does not allow user '" + user + "'", "--other--registry");
        using.subscribe(Rabbit.TOPIC, Group.named("billing"), message -> {
            if (message.version() == 1) {
                throw new IllegalStateException("never");
            }
            received.add(message);
        });
        using.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1), Rabbit.message("1", 2)));

        await().until(() -> received.size() == 1);
        assertThat(using.deadLetters(Rabbit.TOPIC, "billing").list(10)).hasSize(1);
        assertThat(using.groups(Rabbit.TOPIC).get(0).backlog()).isZero();
        rabbit.server.rabbitmqctl("delete_user", user);
    }

    @Test
    void a_bus_that_does_not_even_look_says_what_is_missing_when_it_needs_it() {
        RabbitEventBus bus = rabbit.bus(rabbit.options().withTopology(Topology.NONE));

        assertThatThrownBy(() -> bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1))))
                .isInstanceOf(PublishException.class)
                .hasMessageContainingAll("no exchange", rabbit.names.exchange());
        rabbit.bus().create(Rabbit.TOPIC, Group.named("billing"));
        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1)));
    }

    @Test
    void attributes_that_do_not_fit_into_a_frame_are_refused_and_nothing_is_sent() {
        ConnectionFactory factory = rabbit.factory(rabbit.server.port());
        factory.setRequestedFrameMax(8192);
        RabbitEventBus bus = rabbit.bus(factory, brief());
        bus.create(Rabbit.TOPIC, Group.named("billing"));
        EventData large = new EventData(
                UUID.randomUUID(),
                "LoanSubmitted",
                1,
                Rabbit.SOME_DAY,
                Payload.of("{}"),
                Metadata.of(Map.of("actor", "secret".repeat(2_000))),
                Set.of());
        Message message = Message.of(StreamId.of("loan", "1"), large);

        assertThatThrownBy(() -> bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1), message)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message.id().toString(), "8192")
                .hasMessageNotContaining("secret");
        assertThat(bus.groups(Rabbit.TOPIC).get(0).backlog()).isZero();
    }

    @Test
    void what_a_queue_refuses_is_named_and_what_it_took_is_not() throws Exception {
        RabbitEventBus bus = rabbit.bus();
        bus.create(Rabbit.TOPIC, Group.named("billing"));
        String policy = rabbit.prefix;
        rabbit.server.rabbitmqctl(
                "set_policy", policy, "^" + rabbit.prefix + "--loans--billing--[0-9]+$", "{\"max-length\":3}");
        try {
            List<Message> messages = IntStream.rangeClosed(1, 40)
                    .mapToObj(i -> Rabbit.message("1", i))
                    .toList();

            assertThatThrownBy(() -> {
                        for (Message message : messages) {
                            bus.publish(Rabbit.TOPIC, List.of(message));
                        }
                    })
                    .hasMessageContainingAll("refused", "length limit")
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            e -> assertThat(e.unconfirmed()).hasSize(1));
        } finally {
            rabbit.server.rabbitmqctl("clear_policy", policy);
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
