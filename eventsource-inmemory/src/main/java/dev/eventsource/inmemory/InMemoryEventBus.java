// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bus inside one process, for tests and for applications that are one process: the specification of all others, in
 * code. Everything is gone when the process ends. It keeps what every group has had as well, up to
 * {@link Options#retained}, for groups that begin with the beginning.
 */
public final class InMemoryEventBus implements EventBus {

    private final InMemoryBroker broker;
    private final Options options;
    private final Map<String, Membership> memberships = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** With {@link Options#DEFAULT}. */
    public InMemoryEventBus() {
        this(Options.DEFAULT);
    }

    /** A bus of its own. */
    public InMemoryEventBus(Options options) {
        this(new InMemoryBroker(), options);
    }

    InMemoryEventBus(InMemoryBroker broker, Options options) {
        this.broker = broker;
        this.options = options;
    }

    /** Another member on the same bus. */
    public InMemoryEventBus another(Options other) {
        return new InMemoryEventBus(broker, other);
    }

    InMemoryBroker broker() {
        return broker;
    }

    @Override
    public void publish(String topic, List<Message> messages) {
        checkOpen();
        String name = at(topic);
        List<Envelope> envelopes = CloudEvents.envelopes(messages, options.bus().maxMessageBytes());
        if (messages.isEmpty()) {
            return;
        }
        List<String> keys = messages.stream().map(Message::key).toList();
        broker.publish(name, keys, envelopes, options);
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        checkOpen();
        create(topic, group);
        Membership membership =
                new Membership(broker, broker.group(at(topic), group.name()), topic, group, options.bus(), handler);
        String name = topic + "--" + group.name();
        if (memberships.putIfAbsent(name, membership) != null) {
            throw new IllegalStateException("This bus is a member of group " + group.name() + " of " + topic
                    + " already; open another bus for another member");
        }
        membership.join();
        return () -> {
            membership.leave();
            memberships.remove(name, membership);
        };
    }

    @Override
    public void create(String topic, Group group) {
        checkOpen();
        broker.create(at(topic), group, options);
    }

    @Override
    public boolean delete(String topic, String group) {
        checkOpen();
        return broker.delete(at(topic), Names.group(group));
    }

    @Override
    public List<GroupState> groups(String topic) {
        checkOpen();
        return broker.states(at(topic));
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        checkOpen();
        return broker.deadLetters(at(topic), Names.group(group));
    }

    @Override
    public Optional<String> trouble() {
        return closed ? Optional.of("it was closed") : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        List<Membership> all = new ArrayList<>(memberships.values());
        Membership.leave(all, options.bus().drain());
        memberships.clear();
    }

    /** As if the process had been killed: whatever it does from now on reaches nobody. */
    void kill() {
        closed = true;
        memberships.values().forEach(Membership::die);
        memberships.clear();
    }

    /** The same topic of another prefix is another one, as at every broker. */
    private String at(String topic) {
        return options.bus().prefix() + "--" + Names.topic(topic);
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
     * @param retained how many messages a part of a topic keeps that every group has had, 0 to 100,000,000
     * @param limit how many messages a part of a topic holds in all, 1 to 100,000,000; what goes beyond it is refused, as a
     *     group lags behind
     */
    public record Options(BusOptions bus, int retained, int limit) {

        /** {@link BusOptions#DEFAULT}; 10,000 are kept; 1,000,000 are the limit. */
        public static final Options DEFAULT = new Options(BusOptions.DEFAULT, 10_000, 1_000_000);

        private static final int MAX = 100_000_000;

        public Options {
            if (retained < 0 || retained > MAX) {
                throw new IllegalArgumentException("Options.retained is 0 to " + MAX + ", not " + retained);
            }
            if (limit < 1 || limit > MAX) {
                throw new IllegalArgumentException("Options.limit is 1 to " + MAX + ", not " + limit);
            }
        }

        public Options withBus(BusOptions bus) {
            return new Options(bus, retained, limit);
        }

        public Options withRetained(int retained) {
            return new Options(bus, retained, limit);
        }

        public Options withLimit(int limit) {
            return new Options(bus, retained, limit);
        }
    }
}
