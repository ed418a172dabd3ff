// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Envelope;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as a record: the message's own headers and value as they came, and headers {@code es_…} that say why it
 * is here. Each has a key of its own, so that what takes it out never takes out a later one for the same message.
 */
final class Letter {

    private static final String OWN = "es_";
    private static final String ID = OWN + "id";
    private static final String REASON = OWN + "reason";
    private static final String ATTEMPTS = OWN + "attempts";
    private static final String FIRST = OWN + "firstfailedat";
    private static final String LAST = OWN + "lastfailedat";
    private static final String PART = OWN + "part";
    private static final String KEY = OWN + "key";

    private Letter() {}

    static ProducerRecord<byte[], byte[]> record(
            String letters, ConsumerRecord<byte[], byte[]> message, DeadMessage letter, String reason) {
        Headers headers = withoutOurs(message.headers());
        add(headers, ID, letter.id());
        add(headers, REASON, reason);
        add(headers, ATTEMPTS, Integer.toString(letter.attempts()));
        add(headers, FIRST, letter.firstFailedAt().toString());
        add(headers, LAST, letter.lastFailedAt().toString());
        add(headers, PART, Integer.toString(message.partition()));
        if (message.key() != null) {
            headers.add(KEY, message.key());
        }
        byte[] key = UUID.randomUUID().toString().getBytes(UTF_8);
        return new ProducerRecord<>(letters, 0, key, Incoming.raw(message), headers);
    }

    /** The message again, for its group. */
    static ProducerRecord<byte[], byte[]> replay(String replays, ConsumerRecord<byte[], byte[]> letter) {
        Header key = letter.headers().lastHeader(KEY);
        return new ProducerRecord<>(
                replays,
                Integer.parseInt(text(letter.headers(), PART, "0")),
                key == null ? null : key.value(),
                letter.value(),
                withoutOurs(letter.headers()));
    }

    /** @param topic whose data it is */
    static DeadMessage read(String topic, ConsumerRecord<byte[], byte[]> letter, DataFormat format) {
        Headers headers = letter.headers();
        return new DeadMessage(
                id(headers),
                envelope(topic, letter, format),
                text(headers, REASON, ""),
                Integer.parseInt(text(headers, ATTEMPTS, "0")),
                Instant.parse(text(headers, FIRST, Instant.EPOCH.toString())),
                Instant.parse(text(headers, LAST, Instant.EPOCH.toString())));
    }

    private static Envelope envelope(String topic, ConsumerRecord<byte[], byte[]> letter, DataFormat format) {
        Map<String, String> attributes = Map.of();
        try {
            attributes = Wire.attributes(letter.headers());
            return new Envelope(attributes, format.read(topic, withoutOurs(letter.headers()), letter.value()));
        } catch (RuntimeException e) {
            return new Envelope(attributes, letter.value());
        }
    }

    static String id(Headers headers) {
        return text(headers, ID, "");
    }

    private static Headers withoutOurs(Headers all) {
        Headers some = new RecordHeaders();
        for (Header header : all) {
            if (!header.key().startsWith(OWN)) {
                some.add(header);
            }
        }
        return some;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String text(Headers headers, String name, String absent) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null ? absent : new String(header.value(), UTF_8);
    }
}
