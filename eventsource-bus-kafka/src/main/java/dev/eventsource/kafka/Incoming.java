// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.Arrival;
import dev.eventsource.bus.Envelope;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A record for an inbox, and by that its place.
 *
 * @param refusal what is wrong with it, if it cannot be read
 */
record Incoming(
        ConsumerRecord<byte[], byte[]> record, @Nullable String refusal) {

    /**
     * What can be made of the record. Failures that are no fault of the record pass through, so that it is tried again.
     *
     * @param topic whose data it is, also if it is replayed
     */
    static Arrival read(String topic, ConsumerRecord<byte[], byte[]> record, DataFormat format, Outages outages) {
        Map<String, String> attributes = Map.of();
        byte[] raw = raw(record);
        try {
            attributes = Wire.attributes(record.headers());
            byte[] data = record.value() == null ? raw : format.read(topic, record.headers(), raw);
            return new Arrival(new Incoming(record, null), new Envelope(attributes, data));
        } catch (RuntimeException e) {
            if (outages.isOutage(e)) {
                throw e;
            }
            Incoming refused = new Incoming(record, "No message of ours: it cannot be read: " + e);
            String id = attributes.getOrDefault("id", refused.toString());
            // without attributes: whatever is in the data, it is not to be handled
            return new Arrival(id, refused, new Envelope(Map.of(), raw));
        }
    }

    static byte[] raw(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? new byte[0] : record.value();
    }

    TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** By which people find it at the broker. */
    @Override
    public String toString() {
        return (KafkaNames.isReplays(record.topic()) ? "replay " : "") + record.partition() + ":" + record.offset();
    }

    /** Which failures say nothing about a record. */
    @FunctionalInterface
    interface Outages {

        boolean isOutage(Throwable failure);
    }
}
