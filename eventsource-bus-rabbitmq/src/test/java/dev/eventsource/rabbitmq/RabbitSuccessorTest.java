// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Receiver;
import dev.eventsource.servers.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member that was cut off while it handled something, which another one has handled meanwhile. */
@Timeout(60)
class RabbitSuccessorTest {

    private static final Group BILLING = Group.named("billing");

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    private final List<Message> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch fail = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void buries_nothing_any_more() throws Exception {
        RabbitEventBus successor = succeeded(RetryPolicy.NONE);

        fail.countDown();

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(successor.deadLetters(Rabbit.TOPIC, "billing").list(10)).isEmpty();
    }

    @Test
    void writes_nothing_over_the_note_of_its_successor() throws Exception {
        succeeded(RetryPolicy.DEFAULT).close();
        assertThat(note()).isEmpty();

        fail.countDown();

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(note()).isEmpty();
    }

    /** Returns when the successor has handled the message that the first member is still about. */
    private RabbitEventBus succeeded(RetryPolicy retry) throws Exception {
        BusOptions options = rabbit.options().withPartitions(1).withRetry(retry);
        FaultProxy proxy = rabbit.proxy();
        RabbitEventBus first = rabbit.bus(
                rabbit.factory(proxy.port()),
                RabbitEventBus.Options.DEFAULT.withBus(
                        options.withMember("second by name").withObserver(whenGivenUp())));
        first.subscribe(Rabbit.TOPIC, BILLING, message -> {
            begun.countDown();
            fail.await();
            throw new IllegalStateException("too late");
        });
        Message message = Rabbit.message("1", 1);
        first.publish(Rabbit.TOPIC, List.of(message));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        RabbitEventBus successor = rabbit.bus(options.withMember("first by name"));
        successor.subscribe(Rabbit.TOPIC, BILLING, received::add);

        proxy.cut();

        await().atMost(Duration.ofSeconds(20)).until(() -> received.contains(message));
        return successor;
    }

    private Observer whenGivenUp() {
        return new Observer() {
            @Override
            public void partition(Receiver receiver, int partition, boolean taken) {
                if (!taken) {
                    ended.countDown();
                }
            }
        };
    }

    private String note() throws Exception {
        Channel channel = rabbit.channel();
        String queue = rabbit.names.group("billing").note(0);
        GetResponse found = await().until(() -> channel.basicGet(queue, false), Objects::nonNull);
        channel.basicReject(found.getEnvelope().getDeliveryTag(), true);
        return new String(found.getBody(), StandardCharsets.UTF_8);
    }
}
