// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Names;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries events over RabbitMQ 3.10 or newer, without any plugin.
 *
 * <p>A topic is a durable exchange {@code prefix--topic} of the type that {@link Options#exchange} says, to which others may
 * bind queues of their own, by {@link RoutingKey} or by the headers {@code cloudEvents_…}. Behind it a topic has as many parts as
 * {@link BusOptions#partitions} says, fixed when it is created, and a group has one quorum queue for each, which one member at a
 * time consumes. The publisher computes the part of each message from its key ({@link dev.eventsource.event.PartitionHash})
 * and names it in the header {@code BCC}, by which the broker routes as by the routing key and which it takes away before it
 * delivers (https://www.rabbitmq.com/docs/sender-selected). An internal direct exchange {@code prefix--topic--parts}, bound to the
 * first one, leads by it to the groups' queues; what others publish without it comes to the first part of every group. So all
 * four types of exchanges work alike for groups, and remain what they are for others.
 *
 * <p>Nothing is kept for groups that do not exist yet. A group whose members are all away grows at the broker: see
 * {@link #groups}.
 */
public final class RabbitEventBus implements EventBus {

    private final Options options;
    private final Links links;
    private final Map<String, RabbitPublisher> publishers = new ConcurrentHashMap<>();
    private final Map<String, Membership> memberships = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** With {@link Options#DEFAULT}. */
    public RabbitEventBus(ConnectionFactory factory) {
        this(factory, Options.DEFAULT);
    }

    /**
     * Connects.
     *
     * @param factory says where and how: host, virtual host, user, TLS, heartbeats. It is copied; time-outs and recovery of
     *     the copy are this object's own
     * @throws BusException if the broker is out of reach or lets us not in
     */
    public RabbitEventBus(ConnectionFactory factory, Options options) {
        this.options = options;
        this.links = Links.of(factory, options);
        try {
            links.outbound().connection();
        } catch (BusException e) {
            links.close();
            throw e;
        }
    }

    @Override
    public void publish(String topic, List<Message> messages) {
        checkOpen();
        Names.topic(topic);
        List<Envelope> envelopes = CloudEvents.envelopes(messages, options.bus().maxMessageBytes());
        if (messages.isEmpty()) {
            return;
        }
        publishers
                .computeIfAbsent(
                        topic,
                        name -> new RabbitPublisher(links, name, options.bus().timeout()))
                .publish(messages, envelopes);
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        checkOpen();
        Names.topic(topic);
        String name = topic + "--" + group.name();
        Membership membership = new Membership(links, topic, group, options, handler);
        if (memberships.putIfAbsent(name, membership) != null) {
            throw new IllegalStateException("This bus is a member of group " + group.name() + " of " + topic
                    + " already; open another bus for another member");
        }
        try {
            membership.join();
        } catch (RuntimeException e) {
            membership.leave();
            memberships.remove(name, membership);
            throw e;
        }
        return () -> {
            if (memberships.remove(name, membership)) {
                membership.leave();
            }
        };
    }

    @Override
    public void create(String topic, Group group) {
        checkOpen();
        links.topology().group(Names.topic(topic), group);
    }

    @Override
    public boolean delete(String topic, String group) {
        checkOpen();
        return links.topology().delete(Names.topic(topic), Names.group(group));
    }

    /** {@code waitingSince} is always empty: RabbitMQ shows nobody the oldest message. */
    @Override
    public List<GroupState> groups(String topic) {
        checkOpen();
        return new GroupStates(links).of(Names.topic(topic));
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        checkOpen();
        return new RabbitDeadMessages(links.topology(), links.outlet(), Names.topic(topic), Names.group(group));
    }

    @Override
    public Optional<String> trouble() {
        if (closed) {
            return Optional.of("it was closed");
        }
        try {
            // to open a channel takes a word from the broker
            links.outbound().on(channel -> true);
            return Optional.empty();
        } catch (BusException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        closed = true;
        List<Membership> all = new ArrayList<>(memberships.values());
        memberships.clear();
        all.forEach(Membership::finish);
        Membership.leaveAll(all, options.bus().drain());
        links.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new BusException("This bus was closed; open another one");
        }
    }

    /**
     * What it can be told.
     *
     * @param bus what every bus can be told
     * @param exchange of what type the exchange of a new topic is; it matters to those who bind queues of their own
     * @param maxUnacknowledged how long a message is kept back at the most, to be tried again, before its part is given back to
     *     the broker and taken anew; a second to 30 days. It must be well below the broker's {@code consumer_timeout} (30 minutes
     *     unless changed, https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout), and so must be the
     *     time that a handler takes
     */
    public record Options(BusOptions bus, ExchangeType exchange, Duration maxUnacknowledged) {

        private static final Duration LEAST = Duration.ofSeconds(1);
        private static final Duration MOST = Duration.ofDays(30);

        /** {@link BusOptions#DEFAULT}, a topic exchange, 20 minutes. */
        public static final Options DEFAULT =
                new Options(BusOptions.DEFAULT, ExchangeType.TOPIC, Duration.ofMinutes(20));

        public Options {
            if (maxUnacknowledged.compareTo(LEAST) < 0 || maxUnacknowledged.compareTo(MOST) > 0) {
                throw new IllegalArgumentException(
                        "Options.maxUnacknowledged is " + LEAST + " to " + MOST + ", not " + maxUnacknowledged);
            }
        }

        public Options withBus(BusOptions bus) {
            return new Options(bus, exchange, maxUnacknowledged);
        }

        public Options withExchange(ExchangeType exchange) {
            return new Options(bus, exchange, maxUnacknowledged);
        }

        public Options withMaxUnacknowledged(Duration maxUnacknowledged) {
            return new Options(bus, exchange, maxUnacknowledged);
        }
    }
}
