// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Creates what a topic and its groups need, all of it durable and replicated; harmless if it is there. */
final class Declarations {

    /**
     * Without one RabbitMQ 4 drops what was delivered 20 times (https://www.rabbitmq.com/docs/quorum-queues); here a member's
     * death counts for all that it held, and who fails is counted by us.
     */
    private static final int DELIVERY_LIMIT = 1_000_000_000;

    private static final Map<String, Object> NONE = Map.of();

    private final ExchangeType type;

    Declarations(ExchangeType type) {
        this.type = type;
    }

    static void registry(Channel channel, TopicNames topic) throws IOException {
        Map<String, Object> arguments = quorum();
        arguments.put("x-single-active-consumer", true);
        channel.queueDeclare(topic.registry(), true, false, false, arguments);
    }

    void topic(Channel channel, TopicNames topic, int partitions) throws IOException {
        channel.exchangeDeclare(topic.rest(), BuiltinExchangeType.FANOUT, true, false, true, NONE);
        Map<String, Object> orRest = Map.of("alternate-exchange", topic.rest());
        channel.exchangeDeclare(topic.parts(), BuiltinExchangeType.DIRECT, true, false, true, orRest);
        boolean direct = type == ExchangeType.DIRECT;
        channel.exchangeDeclare(topic.exchange(), type.builtin(), true, false, false, direct ? orRest : NONE);
        switch (type) {
            case TOPIC -> channel.exchangeBind(topic.parts(), topic.exchange(), "#");
            case FANOUT -> channel.exchangeBind(topic.parts(), topic.exchange(), "");
            case HEADERS -> channel.exchangeBind(topic.parts(), topic.exchange(), "", Map.of("x-match", "all"));
            case DIRECT -> {
                for (int part = 0; part < partitions; part++) {
                    channel.exchangeBind(topic.parts(), topic.exchange(), TopicNames.partKey(part));
                }
            }
        }
    }

    /** Messages reach the group from the last step on. */
    static void group(Channel channel, TopicNames topic, TopicNames.GroupNames group, int partitions)
            throws IOException {
        channel.queueDeclare(group.dead(), true, false, false, quorum());
        channel.queueDeclare(group.here(), true, false, false, quorum());
        channel.exchangeDeclare(group.members(), BuiltinExchangeType.FANOUT, true, false, false, NONE);
        for (int part = 0; part < partitions; part++) {
            channel.queueDeclare(group.part(part), true, false, false, part(group));
            Map<String, Object> lastOnly = quorum();
            lastOnly.put("x-max-length", 1);
            lastOnly.put("x-overflow", "drop-head");
            channel.queueDeclare(group.note(part), true, false, false, lastOnly);
        }
        for (int part = 0; part < partitions; part++) {
            channel.queueBind(group.part(part), topic.parts(), TopicNames.partKey(part));
        }
        channel.queueBind(group.part(0), topic.rest(), "");
    }

    /** What the broker itself gives up (by an operator's policy, say) goes to the dead letters too, and none is lost on the way. */
    private static Map<String, Object> part(TopicNames.GroupNames group) {
        Map<String, Object> arguments = quorum();
        arguments.put("x-single-active-consumer", true);
        arguments.put("x-dead-letter-exchange", "");
        arguments.put("x-dead-letter-routing-key", group.dead());
        arguments.put("x-dead-letter-strategy", "at-least-once");
        arguments.put("x-overflow", "reject-publish");
        return arguments;
    }

    private static Map<String, Object> quorum() {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-delivery-limit", DELIVERY_LIMIT);
        return arguments;
    }

    static void deleteGroup(Channel channel, TopicNames.GroupNames group, int partitions) throws IOException {
        for (int part = 0; part < partitions; part++) {
            channel.queueDelete(group.part(part));
            channel.queueDelete(group.note(part));
        }
        channel.queueDelete(group.dead());
        channel.queueDelete(group.here());
        channel.exchangeDelete(group.members());
    }

    /** How many messages are ready in the queue, and how many consumers it has; empty if there is no such queue. */
    static Optional<AMQP.Queue.DeclareOk> look(Link link, String queue) {
        try {
            return Optional.of(link.on(channel -> channel.queueDeclarePassive(queue)));
        } catch (BusException e) {
            if (Refusal.in(e).isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
