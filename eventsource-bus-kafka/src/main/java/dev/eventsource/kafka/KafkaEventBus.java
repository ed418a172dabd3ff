// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

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
import dev.eventsource.event.Text;
import dev.eventsource.handling.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A bus over Kafka. A topic is a Kafka topic, a group a consumer group; a message is a record whose key is the name of the
 * stream. Messages stay as long as the topic's retention says, whoever has had them, and go after that whoever has not: give
 * topics a retention ({@code retention.ms}) in which every group gets along.
 *
 * <p>Each topic that is published to has a producer, each group that is joined a consumer, and a thread of theirs.
 */
public final class KafkaEventBus implements EventBus {

    private final Clients clients;
    private final Options options;
    private final KafkaNames names;
    private final DataFormat format;
    private final Admin admin;
    private final Topics topics;
    private final RecordSender sender;
    private final LetterBox letters;
    private final Groups groups;
    private final Map<String, TopicPublisher> publishers = new ConcurrentHashMap<>();
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<String, Membership> memberships = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Connects to Kafka.
     *
     * @param clientProperties those of Kafka's own client: {@code bootstrap.servers}, security, sessions, compression. What
     *     the promises of the bus rest on is set by the bus
     * @throws BusException if it cannot be reached or refuses the credentials
     */
    public KafkaEventBus(Map<String, Object> clientProperties, Options options) {
        this.options = options;
        this.clients = new Clients(clientProperties, options);
        this.names = new KafkaNames(options.bus().prefix());
        this.format = new DataFormat(options.serializer(), options.deserializer());
        this.admin = clients.admin();
        this.topics = new Topics(admin, clients, options);
        this.sender = new ConfirmingSender(() -> clients.producer(""), clients.timeout());
        this.letters = new LetterBox(clients, topics, sender);
        this.groups = new Groups(admin, clients, names, topics, options.bus(), letters);
        try {
            reach();
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    private void reach() {
        clients.await("connect", admin.describeCluster().clusterId());
    }

    @Override
    public void publish(String topic, List<Message> messages) {
        checkOpen();
        Names.topic(topic);
        List<Envelope> envelopes = CloudEvents.envelopes(messages, options.bus().maxMessageBytes());
        if (!messages.isEmpty()) {
            publisher(topic).publish(messages, envelopes);
        }
    }

    private TopicPublisher publisher(String topic) {
        TopicPublisher known = publishers.get(topic);
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            checkOpen();
            return publishers.computeIfAbsent(topic, this::openPublisher);
        } finally {
            opening.unlock();
        }
    }

    private TopicPublisher openPublisher(String topic) {
        String name = names.topic(topic);
        String id = options.transactionalId();
        RecordSender own = id.isEmpty()
                ? new ConfirmingSender(() -> clients.producer(""), clients.timeout())
                : new TransactionalSender(() -> clients.producer(id + "--" + topic));
        try {
            int parts;
            if (options.bus().topology() == BusOptions.Topology.NONE) {
                parts = own.parts(name);
            } else {
                parts = topics.ensure(name);
                groups.checkParts(topic, parts);
            }
            return new TopicPublisher(name, parts, own, format, options.bus().retry(), clients.failures());
        } catch (RuntimeException e) {
            own.close();
            throw clients.failures().of("publish to " + name, e);
        }
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        checkOpen();
        String id = names.group(topic, group.name());
        if (memberships.containsKey(id)) {
            throw member(topic, group);
        }
        int parts = parts(topic, group);
        Membership membership = new Membership(
                new Membership.Bus(clients, names, options.bus(), format, letters), topic, parts, group, handler);
        if (memberships.putIfAbsent(id, membership) != null) {
            membership.abandon();
            throw member(topic, group);
        }
        try {
            membership.join();
        } catch (RuntimeException e) {
            memberships.remove(id, membership);
            throw e;
        }
        return () -> {
            if (memberships.remove(id, membership)) {
                membership.leave();
            }
        };
    }

    private int parts(String topic, Group group) {
        if (options.bus().topology() != BusOptions.Topology.NONE) {
            return groups.ensure(topic, group);
        }
        int parts = topics.parts(names.topic(topic));
        if (parts == 0) {
            throw topics.missing("topic " + names.topic(topic));
        }
        return parts;
    }

    private static IllegalStateException member(String topic, Group group) {
        return new IllegalStateException("This bus is a member of group " + group.name() + " of " + topic
                + " already; open another bus for another member");
    }

    @Override
    public void create(String topic, Group group) {
        checkOpen();
        names.group(topic, group.name());
        if (options.bus().topology() != BusOptions.Topology.NONE) {
            groups.ensure(topic, group);
        }
    }

    @Override
    public boolean delete(String topic, String group) {
        checkOpen();
        return groups.delete(topic, group);
    }

    @Override
    public List<GroupState> groups(String topic) {
        checkOpen();
        return groups.states(topic);
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        checkOpen();
        return new KafkaDeadMessages(letters, format, names, topic, group);
    }

    @Override
    public Optional<String> trouble() {
        if (closed) {
            return Optional.of("it was closed");
        }
        try {
            reach();
        } catch (BusException e) {
            return Optional.ofNullable(e.getMessage());
        }
        return memberships.values().stream()
                .flatMap(membership -> membership.trouble().stream())
                .findFirst();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Membership> all = new ArrayList<>(memberships.values());
        all.forEach(Membership::finish);
        all.forEach(Membership::leave);
        memberships.clear();
        options.bus().observer().connectionClosed(Lifeline.NAME);
        end(clients.timeout());
    }

    /**
     * As if the process had been killed: consumers end without leaving their groups, so that the broker takes them for alive
     * until their sessions end, and commit nothing; producers drop what they have.
     */
    void kill() {
        closed = true;
        memberships.values().forEach(Membership::die);
        memberships.clear();
        end(Duration.ZERO);
    }

    private void end(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        opening.lock();
        try {
            publishers.values().forEach(publisher -> publisher.close(until(end)));
            publishers.clear();
        } finally {
            opening.unlock();
        }
        sender.close(until(end));
        admin.close(Duration.ZERO);
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
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
     * @param replicationFactor of topics that the bus creates: how many brokers keep them, 1 to 32,767; -1 for the broker's
     *     default
     * @param transactionalId with which all messages of one call of {@code publish} become visible together or not at all,
     *     one call after the other; "" for none. Only one living bus may have it
     * @param serializer writes the data, which is JSON, as it shall stand in a record. The caller configures and closes it;
     *     the bus calls it from one thread at a time. What it refuses cannot be published at all
     *     ({@link IllegalArgumentException}), unless the failure has an {@link java.io.IOException} or a retriable one of Kafka
     *     among its causes or {@link BusOptions#retry} takes it for an outage
     * @param deserializer the other way round. What it refuses goes to the dead letters, unless {@link BusOptions#retry}
     *     takes the failure for an outage
     */
    public record Options(
            BusOptions bus,
            int replicationFactor,
            String transactionalId,
            Serializer<byte[]> serializer,
            Deserializer<byte[]> deserializer) {

        /** {@link BusOptions#DEFAULT}; the broker's replication; no transactions; data as it is. */
        public static final Options DEFAULT =
                new Options(BusOptions.DEFAULT, -1, "", new ByteArraySerializer(), new ByteArrayDeserializer());

        public Options {
            if (replicationFactor != -1 && (replicationFactor < 1 || replicationFactor > Short.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "Options.replicationFactor is 1 to 32,767, or -1 for the broker's, not " + replicationFactor);
            }
            Text.check("Options.transactionalId", transactionalId, 0, 200);
        }

        public Options withBus(BusOptions bus) {
            return new Options(bus, replicationFactor, transactionalId, serializer, deserializer);
        }

        public Options withReplicationFactor(int replicationFactor) {
            return new Options(bus, replicationFactor, transactionalId, serializer, deserializer);
        }

        public Options withTransactionalId(String transactionalId) {
            return new Options(bus, replicationFactor, transactionalId, serializer, deserializer);
        }

        /** The same with data in this form. */
        public Options withData(Serializer<byte[]> serializer, Deserializer<byte[]> deserializer) {
            return new Options(bus, replicationFactor, transactionalId, serializer, deserializer);
        }
    }
}
