// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.Envelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
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

    /** At the most, in UTF-8. */
    private static final int BYTES_PER_CHAR = 3;

    /** More than the broker adds when it delivers again: a client gives up a connection on which a larger frame comes. */
    private static final int BYTES_OF_THE_BROKER = 64;

    private DeadWire() {}

    /**
     * One that the broker takes, as a letter that it does not take would stop its part for ever. What came fits, unless it is
     * larger as text than it was; then the longest goes. Of what is added here there is as much as there is room for.
     *
     * @param frame how large a frame may be, in which all headers travel; 0 for any
     */
    static Outgoing outgoing(String queue, DeadMessage letter, int frame) {
        Envelope envelope = letter.envelope();
        Map<String, Object> headers = Wire.headers(envelope);
        while (!headers.isEmpty() && room(envelope, headers, frame) < 0) {
            headers.remove(longest(headers));
        }
        Map<String, Object> ours = new LinkedHashMap<>();
        ours.put(ID, letter.id());
        ours.put(ATTEMPTS, letter.attempts());
        ours.put(FIRST, letter.firstFailedAt().toString());
        ours.put(LAST, letter.lastFailedAt().toString());
        ours.put(REASON, "");
        ours.forEach((name, value) -> {
            headers.put(name, value);
            if (room(envelope, headers, frame) < 0) {
                headers.remove(name);
            }
        });
        if (headers.containsKey(REASON)) {
            int chars = room(envelope, headers, frame) / BYTES_PER_CHAR;
            headers.put(
                    REASON,
                    letter.reason().substring(0, Math.min(chars, letter.reason().length())));
        }
        return new Outgoing("", queue, Wire.properties(envelope, headers), envelope.data());
    }

    private static String longest(Map<String, Object> headers) {
        return Collections.max(
                headers.keySet(),
                Comparator.comparingInt(
                        name -> String.valueOf(headers.get(name)).length()));
    }

    /** How many bytes a frame with these headers has left. */
    private static int room(Envelope envelope, Map<String, Object> headers, int frame) {
        try {
            return frame == 0
                    ? Integer.MAX_VALUE
                    : frame
                            - BYTES_OF_THE_BROKER
                            - Wire.properties(envelope, headers).toFrame(0, 0).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
