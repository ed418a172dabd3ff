// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Sees to it that topics and groups are there, as far as {@link BusOptions#topology} allows. Thread-safe. */
final class Topology {

    private final Link link;
    private final Outlet outlet;
    private final BusOptions options;
    private final Declarations declarations;
    private final Registry registry;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Topology(Link link, Outlet outlet, RabbitEventBus.Options options) {
        this.link = link;
        this.outlet = outlet;
        this.options = options.bus();
        this.declarations = new Declarations(options.exchange());
        this.registry = new Registry(link, outlet, options.bus().timeout());
    }

    TopicNames names(String topic) {
        return TopicNames.of(options.prefix(), topic);
    }

    /** Into how many parts the topic is cut, which is there afterwards. Looked up once per connection. */
    int parts(String topic) {
        Connection connection = link.connection();
        Known last = known.get(topic);
        if (last != null && last.connection == connection) {
            return last.parts;
        }
        int parts = options.topology() == BusOptions.Topology.NONE ? options.partitions() : look(topic);
        known.put(topic, new Known(connection, parts));
        return parts;
    }

    /** It has changed, or is gone. */
    void forget(String topic) {
        known.remove(topic);
    }

    private int look(String topic) {
        TopicNames names = names(topic);
        prepare(topic);
        return registry.holding(names, held -> {
            if (held.state().isEmpty() && options.topology() == BusOptions.Topology.CREATE) {
                declarations.topic(held.channel(), names, options.partitions());
                held.change(TopicState.of(options.partitions()));
            } else {
                topicIsThere(held, topic);
            }
            return state(held, topic).partitions();
        });
    }

    /** Sees to the group; the number of its parts. */
    int group(String topic, Group group) {
        if (options.topology() == BusOptions.Topology.NONE) {
            return options.partitions();
        }
        TopicNames names = names(topic);
        prepare(topic);
        return registry.holding(names, held -> {
            boolean isThere = held.state()
                    .map(state -> state.groups().contains(group.name()))
                    .orElse(false);
            if (isThere) {
                topicIsThere(held, topic);
                groupIsThere(held.channel(), names, group, state(held, topic).partitions());
            } else {
                create(held, topic, group);
            }
            return state(held, topic).partitions();
        });
    }

    private void prepare(String topic) {
        TopicNames names = names(topic);
        if (options.topology() == BusOptions.Topology.CREATE) {
            link.on(channel -> {
                Declarations.registry(channel, names);
                return true;
            });
        } else if (!registry.exists(names)) {
            throw missing("topic " + topic);
        }
    }

    private void topicIsThere(Registry.Held held, String topic) throws IOException {
        TopicNames names = names(topic);
        int parts = state(held, topic).partitions();
        if (options.topology() == BusOptions.Topology.CREATE) {
            declarations.topic(held.channel(), names, parts);
            return;
        }
        if (parts != options.partitions()) {
            throw new BusException("Topic " + topic + " at RabbitMQ at " + link.where() + " has " + parts
                    + " parts, not " + options.partitions() + ", and that is for ever, as keys would change their part:"
                    + " set BusOptions.partitions to " + parts + ", or begin a new topic");
        }
        held.channel().exchangeDeclarePassive(names.exchange());
        held.channel().exchangeDeclarePassive(names.parts());
    }

    private TopicState state(Registry.Held held, String topic) {
        return held.state().orElseThrow(() -> missing("topic " + topic));
    }

    private void groupIsThere(Channel channel, TopicNames names, Group group, int parts) throws IOException {
        TopicNames.GroupNames own = names.group(group.name());
        if (options.topology() == BusOptions.Topology.CREATE) {
            Declarations.group(channel, names, own, parts);
            return;
        }
        for (int part = 0; part < parts; part++) {
            channel.queueDeclarePassive(own.part(part));
            channel.queueDeclarePassive(own.note(part));
        }
        channel.queueDeclarePassive(own.dead());
        channel.queueDeclarePassive(own.here());
    }

    private void create(Registry.Held held, String topic, Group group) throws IOException, InterruptedException {
        if (options.topology() != BusOptions.Topology.CREATE) {
            state(held, topic);
            throw missing("group " + group.name() + " of topic " + topic);
        }
        if (group.start() == Group.Start.BEGINNING) {
            throw new IllegalArgumentException(
                    "RabbitMQ keeps nothing for groups that do not exist yet, so the new group " + group.name()
                            + " cannot begin at the beginning: use Group.fromEnd, and read the past from the store");
        }
        TopicNames names = names(topic);
        TopicState state = held.state().orElseGet(() -> TopicState.of(options.partitions()));
        declarations.topic(held.channel(), names, state.partitions());
        // Known first: what is only half there can be seen, made whole and deleted then.
        held.change(state.with(group.name()));
        TopicNames.GroupNames own = names.group(group.name());
        Declarations.group(held.channel(), names, own, state.partitions());
        List<Outgoing> notes = new ArrayList<>();
        for (int part = 0; part < state.partitions(); part++) {
            notes.add(Outgoing.text(own.note(part), UUID.randomUUID().toString(), Map.of(), ""));
        }
        outlet.publish(notes);
    }

    private BusException missing(String what) {
        return new BusException("There is no " + what + " at RabbitMQ at " + link.where()
                + ", and this bus may not create it (BusOptions.topology)");
    }

    /** Deletes the group; whether there was one. */
    boolean delete(String topic, String group) {
        TopicNames names = names(topic);
        if (!registry.exists(names)) {
            return false;
        }
        return registry.holding(names, held -> {
            TopicState state = held.state().orElse(null);
            if (state == null || !state.groups().contains(group)) {
                return false;
            }
            int members = Declarations.look(link, names.group(group).here())
                    .map(AMQP.Queue.DeclareOk::getConsumerCount)
                    .orElse(0);
            if (members > 0) {
                throw new IllegalStateException("Group " + group + " of topic " + topic + " has " + members
                        + " living members; close them before deleting it");
            }
            Declarations.deleteGroup(held.channel(), names.group(group), state.partitions());
            held.change(state.without(group));
            return true;
        });
    }

    /** What is known of the topic; no groups and no parts if there is none. */
    TopicState state(String topic) {
        TopicNames names = names(topic);
        TopicState none = new TopicState(0, 0, new TreeSet<>());
        return registry.exists(names)
                ? registry.holding(names, held -> held.state().orElse(none))
                : none;
    }

    /** Does something with the dead letters of a group, while nobody else does. */
    <R> R alone(String topic, String group, Alone<R> work) {
        TopicNames names = names(topic);
        BusException missing = new BusException(
                "There is no group " + group + " of topic " + topic + " at RabbitMQ at " + link.where());
        if (!registry.exists(names)) {
            throw missing;
        }
        return registry.holding(names, held -> {
            TopicState state = held.state().orElseThrow(() -> missing);
            SortedSet<String> groups = state.groups();
            if (!groups.contains(group)) {
                throw missing;
            }
            return link.on(channel -> work.on(channel, names.group(group), state.partitions()));
        });
    }

    /** What is done alone. */
    interface Alone<R> {
        R on(Channel channel, TopicNames.GroupNames group, int parts)
                throws IOException, java.util.concurrent.TimeoutException, InterruptedException;
    }

    private record Known(Connection connection, int parts) {}
}
