// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.Message;
import dev.eventsource.event.PartitionHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of a group, in a queue of their own. To look at them is to take them and to put them back in their
 * order, which one does at a time.
 */
final class RabbitDeadMessages implements DeadMessages {

    private final Topology topology;
    private final Outlet outlet;
    private final String topic;
    private final String group;

    RabbitDeadMessages(Topology topology, Outlet outlet, String topic, String group) {
        this.topology = topology;
        this.outlet = outlet;
        this.topic = topic;
        this.group = group;
    }

    @Override
    public List<DeadMessage> list(int limit) {
        DeadMessages.checkLimit(limit);
        return topology.alone(topic, group, (channel, names, parts) -> {
            Map<String, DeadMessage> letters = new LinkedHashMap<>();
            long last = 0;
            while (letters.size() < limit) {
                GetResponse found = channel.basicGet(names.dead(), false);
                if (found == null) {
                    break;
                }
                last = found.getEnvelope().getDeliveryTag();
                DeadMessage letter = letter(found);
                letters.put(letter.id(), letter);
            }
            putBack(channel, last);
            return List.copyOf(letters.values());
        });
    }

    @Override
    public boolean replay(String id) {
        return take(id, (letter, names, parts) -> {
            String key = letter.message().map(Message::key).orElse("");
            int part = PartitionHash.partition(key, parts);
            outlet.store(new Outgoing(
                    "",
                    names.part(part),
                    Wire.properties(letter.envelope(), Wire.headers(letter.envelope())),
                    letter.envelope().data()));
        });
    }

    @Override
    public boolean discard(String id) {
        return take(id, (letter, names, parts) -> {});
    }

    /** All of this id: a member that died between two steps has left two. */
    private boolean take(String id, Taken first) {
        return topology.alone(topic, group, (channel, names, parts) -> {
            List<Long> taken = new ArrayList<>();
            long last = 0;
            long left = 1;
            while (left > 0) {
                GetResponse found = channel.basicGet(names.dead(), false);
                if (found == null) {
                    break;
                }
                left = found.getMessageCount();
                last = found.getEnvelope().getDeliveryTag();
                DeadMessage letter = letter(found);
                if (letter.id().equals(id)) {
                    if (taken.isEmpty()) {
                        first.with(letter, names, parts);
                    }
                    taken.add(last);
                }
            }
            for (long tag : taken) {
                channel.basicAck(tag, false);
            }
            putBack(channel, last);
            return !taken.isEmpty();
        });
    }

    /** All at once, before the channel is closed, so that who looks next sees them. */
    private static void putBack(Channel channel, long last) throws IOException {
        if (last > 0) {
            channel.basicNack(0, true, true);
        }
    }

    private static DeadMessage letter(GetResponse found) {
        return DeadWire.letter(
                found.getProps(),
                found.getBody(),
                "unnamed-" + found.getEnvelope().getDeliveryTag());
    }

    /** What is done with the letter before it is gone. */
    private interface Taken {
        void with(DeadMessage letter, TopicNames.GroupNames names, int parts) throws IOException;
    }
}
