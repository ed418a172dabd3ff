// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import dev.eventsource.bus.GroupState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How the groups of a topic are doing.
 *
 * <p>How it works: the broker tells how many messages of a queue are ready, but not how many are delivered and not
 * acknowledged. As long as some are ready, the one who consumes has as many in hand as it may; how many that is, and how
 * many it has when none is ready, the members are asked. Who does not answer within a second counts as holding none.
 */
final class GroupStates {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String ANSWERS = "amq.rabbitmq.reply-to";

    private final Links links;
    private final Topology topology;

    GroupStates(Links links) {
        this.links = links;
        this.topology = links.topology();
    }

    List<GroupState> of(String topic) {
        TopicState state = topology.state(topic);
        List<GroupState> states = new ArrayList<>();
        for (String group : state.groups()) {
            states.add(state(group, topology.names(topic).group(group), state.partitions()));
        }
        return states;
    }

    private GroupState state(String name, TopicNames.GroupNames group, int parts) {
        int members =
                look(group.here()).map(AMQP.Queue.DeclareOk::getConsumerCount).orElse(0);
        Map<Integer, Hand> hands = members == 0 ? Map.of() : ask(group, members);
        long backlog = 0;
        for (int part = 0; part < parts; part++) {
            Optional<AMQP.Queue.DeclareOk> queue = look(group.part(part));
            int ready = queue.map(AMQP.Queue.DeclareOk::getMessageCount).orElse(0);
            Hand hand = hands.getOrDefault(part, Hand.EMPTY);
            backlog += ready + (ready > 0 ? hand.window : hand.held);
        }
        int dead = look(group.dead()).map(AMQP.Queue.DeclareOk::getMessageCount).orElse(0);
        return new GroupState(name, members, backlog, dead, Optional.empty());
    }

    private Optional<AMQP.Queue.DeclareOk> look(String queue) {
        return Declarations.look(links.outbound(), queue);
    }

    private Map<Integer, Hand> ask(TopicNames.GroupNames group, int members) {
        return links.outbound().on(channel -> {
            BlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();
            channel.basicConsume(ANSWERS, true, (tag, delivery) -> answers.add(delivery), tag -> {});
            send(channel, group);
            Map<Integer, Hand> hands = new HashMap<>();
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (int answered = 0; answered < members; answered++) {
                Delivery answer = answers.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (answer == null) {
                    break;
                }
                read(new String(answer.getBody(), StandardCharsets.UTF_8), hands);
            }
            return hands;
        });
    }

    private static void send(Channel channel, TopicNames.GroupNames group) throws IOException {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .type(Presence.ASK)
                .replyTo(ANSWERS)
                .build();
        channel.basicPublish(group.members(), "", properties, new byte[0]);
    }

    private static void read(String answer, Map<Integer, Hand> hands) {
        for (String line : answer.lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            Hand hand = new Hand(Integer.parseInt(words.get(1)), Integer.parseInt(words.get(2)));
            hands.merge(Integer.parseInt(words.get(0)), hand, (a, b) -> a.held > b.held ? a : b);
        }
    }

    /** What the one who consumes has in hand. */
    private record Hand(int held, int window) {
        static final Hand EMPTY = new Hand(0, 0);
    }
}
