// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What all buses together know of a topic, read and changed by one at a time: AMQP cannot list queues.
 *
 * <p>How it works: it is a message in a queue with a single active consumer. Who wants it, consumes and puts a mark into the
 * queue; the mark comes when nobody else consumes any more and all that was there before has come. To change it is to put a
 * new one behind the old one and acknowledge the old one; who finds both after a crash takes the higher number. To let it go
 * is to close the channel: what is not acknowledged is there again, in order, for the next one who waits.
 */
final class Registry {

    private static final String MARK = "mark";
    private static final Duration OF_SOMEBODY_WHO_IS_GONE = Duration.ofMinutes(10);

    /** So often a message may be delivered before it is written anew, as the broker keeps a log from the oldest one on. */
    private static final long WORN = 100;

    private final Link link;
    private final Outlet outlet;
    private final Duration timeout;

    Registry(Link link, Outlet outlet, Duration timeout) {
        this.link = link;
        this.outlet = outlet;
        this.timeout = timeout;
    }

    /** Is there a registry of this topic? */
    boolean exists(TopicNames topic) {
        return Declarations.look(link, topic.registry()).isPresent();
    }

    /** Does something while nobody else can. The registry's queue exists. */
    <R> R holding(TopicNames topic, Work<R> work) {
        return link.on(channel -> {
            Held held = new Held(topic, channel);
            held.await();
            R result = work.with(held);
            held.keepFresh();
            return result;
        });
    }

    /** What is done with the registry in hand. */
    interface Work<R> {
        R with(Held registry) throws IOException, TimeoutException, InterruptedException;
    }

    /** The registry in somebody's hand. */
    final class Held {

        private final TopicNames topic;
        private final Channel channel;
        private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        private @Nullable TopicState state;
        private long tag;
        private long worn;

        Held(TopicNames topic, Channel channel) {
            this.topic = topic;
            this.channel = channel;
        }

        /** Nothing if nobody has put anything there yet. */
        Optional<TopicState> state() {
            return Optional.ofNullable(state);
        }

        Channel channel() {
            return channel;
        }

        private void await() throws IOException, InterruptedException {
            String mark = UUID.randomUUID().toString();
            channel.basicConsume(topic.registry(), false, (tag, delivery) -> deliveries.add(delivery), tag -> {});
            outlet.store(Outgoing.text(topic.registry(), mark, Map.of(), MARK));
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                Delivery delivery = deliveries.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (delivery == null) {
                    throw new BusException("Somebody else has held the queue " + topic.registry() + " at RabbitMQ at "
                            + link.where() + " for " + timeout + "; try again");
                }
                if (mark.equals(delivery.getProperties().getMessageId())) {
                    acknowledge(delivery.getEnvelope().getDeliveryTag());
                    return;
                }
                take(delivery);
            }
        }

        private void take(Delivery delivery) throws IOException {
            long number = delivery.getEnvelope().getDeliveryTag();
            String text = new String(delivery.getBody(), StandardCharsets.UTF_8);
            if (text.equals(MARK)) {
                if (isOld(delivery.getProperties())) {
                    acknowledge(number);
                }
                return;
            }
            TopicState found = TopicState.parse(text);
            if (state != null && state.number() >= found.number()) {
                acknowledge(number);
                return;
            }
            if (state != null) {
                acknowledge(tag);
            }
            state = found;
            tag = number;
            Map<String, Object> headers = delivery.getProperties().getHeaders();
            worn = headers != null && headers.get("x-delivery-count") instanceof Number count ? count.longValue() : 0;
        }

        private boolean isOld(AMQP.BasicProperties properties) {
            return properties.getTimestamp() == null
                    || properties
                            .getTimestamp()
                            .toInstant()
                            .isBefore(Instant.now().minus(OF_SOMEBODY_WHO_IS_GONE));
        }

        /** Returns when it is stored. */
        void change(TopicState next) throws IOException {
            TopicState numbered = next.next();
            outlet.store(Outgoing.text(topic.registry(), UUID.randomUUID().toString(), Map.of(), numbered.text()));
            if (tag > 0) {
                acknowledge(tag);
                tag = 0;
            }
            state = numbered;
            worn = 0;
        }

        private void keepFresh() throws IOException {
            if (state != null && worn > WORN) {
                change(state);
            }
        }

        private void acknowledge(long number) throws IOException {
            channel.basicAck(number, false);
        }
    }
}
