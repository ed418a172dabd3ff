// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Names;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bus on the streams of Redis 6.2 or newer, one server or what a sentinel names. It keeps what every group has had as
 * well, up to {@link Options#retained} a part, for groups that begin with the beginning.
 *
 * <p>How it works: a topic is cut into parts, each a stream ({@link Keys}); a message goes to the part of its key. A group has
 * its place in each part, and what is done behind it. One member at a time owns a part of a group: by a lease that expires
 * unless it is renewed, by Redis' clock; everything it writes goes through scripts that look at the lease first. Another
 * member that takes the part over begins with what its last owner had not done. Members share the parts evenly and hand them
 * over when one joins or leaves. Nobody polls: who publishes rings a bell (pub/sub); a look at every third of a lease is the
 * safety net.
 *
 * <p>What has been confirmed is in the memory of one Redis and, with {@code appendonly}, in its log. Redis itself may lose
 * the last second of it when its machine fails ({@code appendfsync everysec}, the default; {@code always} loses nothing:
 * https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/), and what the replica has not had when a
 * replica takes over, as it replicates later than it answers. {@link Options#replicas} makes that less likely, not
 * impossible (https://redis.io/docs/latest/commands/wait/). After a failover messages can come again, and for up to a
 * lease two members can own a part.
 */
public final class RedisEventBus implements EventBus {

    private final Access access;
    private final Options options;
    private final Link publishing;
    private final Link consuming;
    private final Topics topics;
    private final Publishing publisher;
    private final GroupStates states;
    private final Abandonment abandonment;
    private final Bell bell;
    private final Map<String, Membership> memberships = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** With {@link Options#DEFAULT}. */
    public RedisEventBus(RedisURI uri) {
        this(uri, Options.DEFAULT);
    }

    /**
     * Connects.
     *
     * @param uri host, port, database, user, password, TLS, or sentinels; its time-out is not looked at
     * @throws BusException if Redis cannot be reached, or does not let this user in
     */
    public RedisEventBus(RedisURI uri, Options options) {
        this.options = options;
        this.access = new Access(uri, options);
        this.publishing = access.link("redis out");
        this.consuming = access.link("redis in");
        this.topics = new Topics(publishing, access.place(), options.bus());
        this.publisher = new Publishing(publishing, access.place(), topics, options);
        this.states = new GroupStates(publishing, topics);
        this.abandonment = new Abandonment(states, options.lease());
        this.bell = new Bell(access, options.lease());
        try {
            publishing.connection();
        } catch (BusException e) {
            close();
            throw e;
        }
    }

    @Override
    public void publish(String topic, List<Message> messages) {
        checkOpen();
        Names.topic(topic);
        publisher.publish(topic, messages);
        abandonment.look(topic);
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        checkOpen();
        String born = topics.withGroup(Names.topic(topic), group).born();
        Membership membership =
                new Membership(new Membership.Place(topics, topic, born, group), consuming, options, bell, handler);
        String name = topic + "--" + group.name();
        if (memberships.putIfAbsent(name, membership) != null) {
            throw new IllegalStateException("This bus is a member of group " + group.name() + " of " + topic
                    + " already; open another bus for another member");
        }
        try {
            membership.join();
        } catch (RuntimeException e) {
            memberships.remove(name, membership);
            membership.leave();
            throw e;
        }
        return () -> {
            membership.leave();
            memberships.remove(name, membership);
        };
    }

    @Override
    public void create(String topic, Group group) {
        checkOpen();
        topics.withGroup(Names.topic(topic), group);
    }

    @Override
    public boolean delete(String topic, String group) {
        checkOpen();
        return states.delete(Names.topic(topic), Names.group(group));
    }

    @Override
    public List<GroupState> groups(String topic) {
        checkOpen();
        return states.of(Names.topic(topic));
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        checkOpen();
        Names.topic(topic);
        Names.group(group);
        return new Letters(
                publishing,
                topics.find(topic, group)
                        .orElseThrow(() -> new BusException("There is no group " + group + " of topic " + topic))
                        .keys(),
                group);
    }

    @Override
    public Optional<String> trouble() {
        if (closed) {
            return Optional.of("it was closed");
        }
        try {
            publishing.await(publishing.send(CommandType.PING, new CommandArgs<>(Link.CODEC)));
        } catch (BusException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return memberships.values().stream()
                .flatMap(membership -> membership.trouble().stream())
                .findFirst();
    }

    @Override
    public void close() {
        closed = true;
        List<Membership> all = List.copyOf(memberships.values());
        Membership.leaveAll(all, options.bus().drain());
        memberships.clear();
        bell.close();
        publishing.close();
        consuming.close();
        access.close();
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
     * @param lease after which a member that is not heard of any more counts as dead, by Redis' clock: 100 ms to 1 hour. It
     *     shows itself three times in this time
     * @param retained how many messages a part of a topic keeps that every group has had, 0 to 100,000,000; up to some
     *     hundred more stay, as Redis drops them in lots
     * @param limit how many messages a part of a topic holds that a group has not had, 1 to 100,000,000; what goes beyond it
     *     is refused
     * @param replicas how many replicas must have a message before it counts as published, 0 to 100; if they have it not in
     *     three quarters of the time-out, publishing fails
     * @param ssl whom to trust and who we are, for {@code rediss:}
     */
    public record Options(BusOptions bus, Duration lease, int retained, int limit, int replicas, SslOptions ssl) {

        private static final int MAX = 100_000_000;
        private static final int MAX_REPLICAS = 100;
        private static final Duration MIN_LEASE = Duration.ofMillis(100);
        private static final Duration MAX_LEASE = Duration.ofHours(1);

        /**
         * {@link BusOptions#DEFAULT}; a lease of 10 seconds; 10,000 are kept; 1,000,000 are the limit; no replicas are
         * waited for; the JVM's trust store.
         */
        public static final Options DEFAULT =
                new Options(BusOptions.DEFAULT, Duration.ofSeconds(10), 10_000, 1_000_000, 0, SslOptions.create());

        public Options {
            Objects.requireNonNull(ssl, "Options.ssl");
            range("retained", retained, 0, MAX);
            range("limit", limit, 1, MAX);
            range("replicas", replicas, 0, MAX_REPLICAS);
            if (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0) {
                throw new IllegalArgumentException(
                        "Options.lease is " + MIN_LEASE + " to " + MAX_LEASE + ", not " + lease);
            }
        }

        private static void range(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException("Options." + name + " is " + min + " to " + max + ", not " + value);
            }
        }

        public Options withBus(BusOptions bus) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }

        public Options withLease(Duration lease) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }

        public Options withRetained(int retained) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }

        public Options withLimit(int limit) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }

        public Options withReplicas(int replicas) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }

        public Options withSsl(SslOptions ssl) {
            return new Options(bus, lease, retained, limit, replicas, ssl);
        }
    }
}
