// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions.Exhausted;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.servers.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How members take, hold and give back what is theirs. */
@Timeout(90)
class RabbitMemberTest {

    private static final Group BILLING = Group.named("billing");

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    private final List<Message> received = new CopyOnWriteArrayList<>();

    private String part(int part) {
        return rabbit.names.group("billing").part(part);
    }

    @Test
    void what_is_held_for_too_long_is_given_back_to_the_broker_and_comes_again() throws Exception {
        RabbitEventBus bus = rabbit.bus(RabbitEventBus.Options.DEFAULT
                .withBus(rabbit.options().withPartitions(1).withExhausted(Exhausted.HOLD))
                .withMaxUnacknowledged(Duration.ofSeconds(1)));
        bus.subscribe(Rabbit.TOPIC, BILLING, message -> {
            throw new IllegalStateException("not yet");
        });
        Message message = Rabbit.message("1", 1);
        bus.publish(Rabbit.TOPIC, List.of(message));
        BlockingQueue<Delivery> next = new LinkedBlockingQueue<>();

        // Whoever waits behind the member gets it then.
        rabbit.channel().basicConsume(part(0), true, (tag, delivery) -> next.add(delivery), tag -> {});

        Delivery delivery = next.poll(20, TimeUnit.SECONDS);
        assertThat(delivery).isNotNull();
        assertThat(delivery.getProperties().getMessageId())
                .isEqualTo(message.id().toString());
        assertThat(delivery.getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    void who_gives_back_goes_on_with_it() {
        RabbitEventBus bus = rabbit.bus(RabbitEventBus.Options.DEFAULT
                .withBus(rabbit.options().withPartitions(1).withExhausted(Exhausted.HOLD))
                .withMaxUnacknowledged(Duration.ofSeconds(1)));
        long begin = System.nanoTime();
        bus.subscribe(Rabbit.TOPIC, BILLING, message -> {
            if (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(4)) {
                throw new IllegalStateException("not yet");
            }
            received.add(message);
        });
        List<Message> published = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> Rabbit.message("1", i))
                .toList();

        bus.publish(Rabbit.TOPIC, published);

        await().atMost(Duration.ofSeconds(20)).until(() -> received.size() == 5);
        assertThat(received).isEqualTo(published);
    }

    @Test
    void nothing_new_is_begun_once_the_broker_may_have_given_the_part_to_another_one() throws Exception {
        FaultProxy proxy = rabbit.proxy();
        ConnectionFactory factory = rabbit.factory(proxy.port());
        factory.setRequestedHeartbeat(2);
        RabbitEventBus frozen = rabbit.bus(
                factory, RabbitEventBus.Options.DEFAULT.withBus(rabbit.options().withPartitions(1)));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<Message> byFrozen = new CopyOnWriteArrayList<>();
        frozen.subscribe(Rabbit.TOPIC, BILLING, message -> {
            byFrozen.add(message);
            begun.countDown();
            go.await();
        });
        List<Message> published = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> Rabbit.message("1", i))
                .toList();
        RabbitEventBus other = rabbit.bus();
        other.publish(Rabbit.TOPIC, published);
        begun.await();

        proxy.stall();
        other.subscribe(Rabbit.TOPIC, BILLING, received::add);
        await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 3);
        go.countDown();

        assertThat(received).isEqualTo(published);
        RabbitEventBus third = rabbit.bus();
        third.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 4)));
        await().until(() -> received.size() == 4);
        assertThat(byFrozen).containsExactly(published.get(0));
    }

    @Test
    void three_members_have_a_fair_share_and_give_it_back_when_they_leave() throws Exception {
        Map<Integer, Set<String>> keys = new ConcurrentHashMap<>();
        RabbitEventBus first = rabbit.bus(rabbit.options().withPartitions(6));
        List<RabbitEventBus> members = List.of(first, rabbit.bus(), rabbit.bus());
        for (int i = 0; i < 3; i++) {
            int member = i;
            members.get(i)
                    .subscribe(
                            Rabbit.TOPIC,
                            BILLING,
                            message -> keys.computeIfAbsent(member, unknown -> ConcurrentHashMap.newKeySet())
                                    .add(message.key()));
        }
        List<Message> one =
                IntStream.range(0, 60).mapToObj(i -> Rabbit.message("" + i, 1)).toList();

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            keys.clear();
            first.publish(Rabbit.TOPIC, one);
            await().until(() -> keys.values().stream().mapToInt(Set::size).sum() >= 60);
            return keys.size() == 3 && keys.values().stream().allMatch(share -> share.size() >= 10);
        });
        assertThat(first.groups(Rabbit.TOPIC).get(0).members()).isEqualTo(3);

        members.get(1).close();
        members.get(2).close();
        keys.clear();
        first.publish(Rabbit.TOPIC, one);
        await().until(() -> keys.getOrDefault(0, Set.of()).size() == 60);
        assertThat(first.groups(Rabbit.TOPIC).get(0).members()).isEqualTo(1);
    }

    @Test
    void what_somebody_deletes_under_a_living_member_is_there_again() throws Exception {
        RabbitEventBus bus = rabbit.bus();
        bus.subscribe(Rabbit.TOPIC, BILLING, received::add);
        Channel channel = rabbit.channel();
        channel.queueDelete(part(0));
        channel.queueDelete(part(1));
        channel.exchangeDelete(rabbit.names.exchange());

        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(BusException.class)
                .until(() -> {
                    bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1), Rabbit.message("2", 1)));
                    return true;
                });

        await().until(() -> received.size() >= 2);
    }

    @Test
    void while_the_broker_is_short_of_memory_publishers_are_told_and_consumers_go_on() throws Exception {
        RabbitEventBus bus = rabbit.bus(rabbit.options().withPartitions(1).withInFlight(1));
        RabbitEventBus publisher = rabbit.bus(rabbit.options().withTimeout(Duration.ofSeconds(2)));
        CountDownLatch go = new CountDownLatch(1);
        bus.subscribe(Rabbit.TOPIC, BILLING, message -> {
            if (message.version() == 1) {
                go.await();
            }
            received.add(message);
        });
        List<Message> published = new ArrayList<>(IntStream.rangeClosed(1, 20)
                .mapToObj(i -> Rabbit.message("1", i))
                .toList());
        publisher.publish(Rabbit.TOPIC, published);
        rabbit.server.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1MB");
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            publisher.publish(Rabbit.TOPIC, List.of(Rabbit.message("late", 1)));
                        }
                    })
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll("takes nothing at the moment", "memory");
            assertThat(publisher.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble).contains("memory"));
            go.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> received.containsAll(published));
        } finally {
            rabbit.server.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "512MB");
        }
    }

    @Test
    void a_bus_that_was_cut_off_is_back_by_itself() throws Exception {
        FaultProxy proxy = rabbit.proxy();
        RabbitEventBus bus =
                rabbit.bus(rabbit.factory(proxy.port()), RabbitEventBus.Options.DEFAULT.withBus(rabbit.options()));
        bus.subscribe(Rabbit.TOPIC, BILLING, received::add);
        proxy.refuse(true);
        proxy.cut();
        assertThat(bus.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("127.0.0.1:" + proxy.port()));
        proxy.refuse(false);

        rabbit.bus().publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1)));

        await().until(() -> received.size() == 1);
        assertThat(bus.trouble()).isEmpty();
    }
}
