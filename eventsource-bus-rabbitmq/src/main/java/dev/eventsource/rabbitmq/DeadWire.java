// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Envelope;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in a message: as it came, and headers that begin with {@code dead_}. What the broker itself has given up
 * has none of them, but its own {@code x-death} (https://www.rabbitmq.com/docs/dlx).
 */
final class DeadWire {

    private static final String ID = "dead_id";
    private static final String REASON = "dead_reason";
    private static final String ATTEMPTS = "dead_attempts";
    private static final String FIRST = "dead_first";
    private static final String LAST = "dead_last";

    private DeadWire() {}

    static Outgoing outgoing(String queue, DeadMessage letter) {
        Map<String, Object> headers = Wire.headers(letter.envelope());
        headers.put(ID, letter.id());
        headers.put(REASON, letter.reason());
        headers.put(ATTEMPTS, letter.attempts());
        headers.put(FIRST, letter.firstFailedAt().toString());
        headers.put(LAST, letter.lastFailedAt().toString());
        return new Outgoing(
                "",
                queue,
                Wire.properties(letter.envelope(), headers),
                letter.envelope().data());
    }

    /** @param otherwise its id if it has none */
    static DeadMessage letter(AMQP.BasicProperties properties, byte[] body, String otherwise) {
        Envelope envelope = Wire.envelope(properties, body);
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        Instant sent = properties.getTimestamp() == null
                ? Instant.EPOCH
                : properties.getTimestamp().toInstant();
        Object attempts = headers.get(ATTEMPTS);
        return new DeadMessage(
                text(headers, ID, envelope.attributes().getOrDefault("id", otherwise)),
                envelope,
                text(headers, REASON, "The broker gave it up" + why(headers.get("x-death"))),
                attempts instanceof Number number ? number.intValue() : 0,
                instant(headers, FIRST, sent),
                instant(headers, LAST, sent));
    }

    private static String why(@Nullable Object deaths) {
        return deaths instanceof List<?> all && !all.isEmpty() && all.get(0) instanceof Map<?, ?> death
                ? ": " + death.get("reason")
                : "";
    }

    private static String text(Map<String, Object> headers, String name, String otherwise) {
        Object value = headers.get(name);
        return value == null ? otherwise : Wire.text(value);
    }

    private static Instant instant(Map<String, Object> headers, String name, Instant otherwise) {
        try {
            return Instant.parse(text(headers, name, otherwise.toString()));
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
