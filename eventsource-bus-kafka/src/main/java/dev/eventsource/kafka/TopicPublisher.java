// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.event.PartitionHash;
import dev.eventsource.handling.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Publishes to one topic: nobody else's failures are its own. */
final class TopicPublisher {

    private final String topic;
    private final int parts;
    private final RecordSender sender;
    private final DataFormat format;
    private final RetryPolicy retry;
    private final KafkaFailures failures;

    /**
     * @param topic as the broker calls it
     * @param parts into how many it is cut
     * @param retry knows which failures are outages
     */
    TopicPublisher(
            String topic,
            int parts,
            RecordSender sender,
            DataFormat format,
            RetryPolicy retry,
            KafkaFailures failures) {
        this.topic = topic;
        this.parts = parts;
        this.sender = sender;
        this.format = format;
        this.retry = retry;
        this.failures = failures;
    }

    void publish(List<Message> messages, List<Envelope> envelopes) {
        int now = partsNow();
        if (now != parts) {
            throw new BusException(ChangedParts.message(failures.hosts(), topic, parts, now));
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            records.add(record(messages.get(i), envelopes.get(i)));
        }
        RecordSender.Receipt receipt;
        try {
            receipt = sender.send(records);
        } catch (RuntimeException e) {
            throw failures.of("publish to " + topic, e);
        }
        if (KafkaFailures.isRefusedForGood(receipt.cause())) {
            throw new RefusedForGoodException("Kafka " + failures.hosts() + " does not take one of " + messages.size()
                    + " messages to " + topic + ", now or later: " + failures.advice(receipt.cause())
                    + ". Publish these one by one, in the same order, but for that one; "
                    + receipt.unconfirmed().size() + " of them are not confirmed");
        }
        if (receipt.cause() != null) {
            List<UUID> unconfirmed = receipt.unconfirmed().stream()
                    .map(number -> messages.get(number).id())
                    .toList();
            throw new PublishException(
                    unconfirmed.size() + " of " + messages.size() + " messages to " + topic
                            + " are not confirmed by Kafka "
                            + failures.hosts() + ": " + failures.advice(receipt.cause())
                            + ". Publish these again, in the same order",
                    unconfirmed,
                    receipt.cause());
        }
    }

    private int partsNow() {
        try {
            return sender.parts(topic);
        } catch (RuntimeException e) {
            throw failures.of("publish to " + topic, e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Message message, Envelope envelope) {
        String key = message.key();
        Headers headers = Wire.headers(envelope);
        byte[] value;
        try {
            value = format.write(topic, headers, envelope.data());
        } catch (RuntimeException e) {
            String what = "The serializer cannot write the data of message " + message.id() + " to " + topic;
            throw isOutage(e) ? new BusException(what, e) : new IllegalArgumentException(what, e);
        }
        return new ProducerRecord<>(topic, PartitionHash.partition(key, parts), Wire.key(key), value, headers);
    }

    private boolean isOutage(RuntimeException failure) {
        return KafkaFailures.isOutOfReach(failure) || retry.isOutage(failure);
    }

    void close(Duration patience) {
        sender.close(patience);
    }
}
