// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.event.PartitionHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Publishes to one topic, on one channel, whose order the broker keeps from end to end. All messages of a call are on their
 * way at the same time. Those of one key go through the same queues, so what is not confirmed of a key is its end, and the
 * order stays when that is published again: also if the lost channel's messages still arrive in between, as each copy keeps the
 * order and the first one counts. Only a queue that refuses one message and takes a later one could tear that apart, which
 * one without a length limit does not do.
 */
final class RabbitPublisher {

    private final Links links;
    private final String topic;
    private final Outlet outlet;

    RabbitPublisher(Links links, String topic, Duration timeout) {
        this.links = links;
        this.topic = topic;
        this.outlet = new Outlet(links.outbound(), timeout, links.watch());
    }

    void publish(List<Message> messages, List<Envelope> envelopes) {
        checkHeaders(messages, envelopes);
        int parts = links.topology().parts(topic);
        String exchange = links.topology().names(topic).exchange();
        List<Outgoing> all = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            int part = PartitionHash.partition(message.key(), parts);
            AMQP.BasicProperties properties = Wire.properties(envelopes.get(i), part);
            String key = RoutingKey.of(message.stream(), message.event().type());
            all.add(new Outgoing(exchange, key, properties, envelopes.get(i).data()));
        }
        try {
            check(messages, outlet.publish(all));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException(
                    "Interrupted before RabbitMQ at " + links.outbound().where() + " had confirmed", ids(messages), e);
        }
    }

    /** All headers travel in one frame. */
    private void checkHeaders(List<Message> messages, List<Envelope> envelopes) {
        int frame = links.outbound().connection().getFrameMax();
        for (int i = 0; i < messages.size(); i++) {
            if (frame == 0 || Wire.certainlyFits(envelopes.get(i), frame)) {
                continue;
            }
            long bytes = Wire.headerBytes(envelopes.get(i));
            if (bytes > frame) {
                throw new IllegalArgumentException("Message " + messages.get(i).id() + " has about " + bytes
                        + " bytes of attributes, and this connection takes " + frame
                        + " (frame_max): put less into its metadata and tags");
            }
        }
    }

    private void check(List<Message> messages, Outlet.Answers answers) {
        List<UUID> unconfirmed = new ArrayList<>();
        Set<Receipt.Fate> fates = EnumSet.noneOf(Receipt.Fate.class);
        for (int i = 0; i < messages.size(); i++) {
            if (answers.fates().get(i) != Receipt.Fate.STORED) {
                unconfirmed.add(messages.get(i).id());
                fates.add(answers.fates().get(i));
            }
        }
        if (unconfirmed.isEmpty()) {
            return;
        }
        links.topology().forget(topic);
        if (fates.equals(Set.of(Receipt.Fate.RETURNED))) {
            throw new PublishException(
                    "There is no group of topic " + topic + " at RabbitMQ at "
                            + links.outbound().where()
                            + ", and nobody else who wants it: nothing would keep the message."
                            + " Create a group first (EventBus.create)",
                    unconfirmed,
                    null);
        }
        BusException worst = outlet.failure(
                "What was published to " + topic, fates.iterator().next(), answers.end());
        throw new PublishException(
                unconfirmed.size() + " of " + messages.size() + ": " + worst.getMessage(), unconfirmed, answers.end());
    }

    private static List<UUID> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
