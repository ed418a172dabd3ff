// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent in an AMQP message, as the CloudEvents AMQP binding 1.0.2 says for binary mode
 * (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/amqp-protocol-binding.md): the content type is the
 * message's, all other attributes are headers that begin with {@code cloudEvents_}, which clients of AMQP 1.0 see as
 * application properties. Headers with {@code cloudEvents:} are read as well.
 */
final class Wire {

    static final String PREFIX = "cloudEvents_";
    private static final String OTHER_PREFIX = "cloudEvents:";

    /**
     * The broker routes by the keys in this header too, and takes it away before it delivers:
     * https://www.rabbitmq.com/docs/sender-selected.
     */
    private static final String ALSO_TO = "BCC";

    private static final int PERSISTENT = 2;

    /** How many bytes AMQP's short strings hold: the names of headers, and properties that are no headers. */
    private static final int SHORT = 255;

    /** What a header takes beside its name and value, and all other properties together. */
    private static final int BYTES_PER_HEADER = 8;

    private static final int BYTES_OF_THE_REST = 1_024;

    private Wire() {}

    /** A message that the broker leads into this part. */
    static AMQP.BasicProperties properties(Envelope envelope, int part) {
        Map<String, Object> headers = headers(envelope);
        headers.put(ALSO_TO, List.of(TopicNames.partKey(part)));
        return properties(envelope, headers);
    }

    /** What others sent may have a content type that only a header holds, and names that none holds any more. */
    static Map<String, Object> headers(Envelope envelope) {
        Map<String, Object> headers = new HashMap<>();
        envelope.attributes().forEach((name, value) -> {
            if (isShort(PREFIX + name) && !(name.equals(CloudEvents.CONTENT_TYPE) && isShort(value))) {
                headers.put(PREFIX + name, value);
            }
        });
        return headers;
    }

    static AMQP.BasicProperties properties(Envelope envelope, Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .contentType(ifShort(envelope.attributes().get(CloudEvents.CONTENT_TYPE)))
                .messageId(ifShort(envelope.attributes().get("id")))
                .timestamp(Date.from(Instant.now()))
                .headers(headers)
                .build();
    }

    private static @Nullable String ifShort(@Nullable String text) {
        return text == null || isShort(text) ? text : null;
    }

    private static boolean isShort(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= SHORT;
    }

    /** What came, whoever sent it. */
    static Envelope envelope(AMQP.BasicProperties properties, byte[] body) {
        Map<String, String> attributes = new TreeMap<>();
        if (properties.getContentType() != null) {
            attributes.put(CloudEvents.CONTENT_TYPE, properties.getContentType());
        }
        Map<String, Object> headers = properties.getHeaders();
        if (headers != null) {
            headers.forEach((name, value) -> {
                String attribute = attribute(name);
                if (attribute != null && value != null) {
                    attributes.put(attribute, text(value));
                }
            });
        }
        return new Envelope(attributes, body);
    }

    private static @Nullable String attribute(String header) {
        return header.startsWith(PREFIX) || header.startsWith(OTHER_PREFIX) ? header.substring(PREFIX.length()) : null;
    }

    static String text(Object value) {
        return value instanceof Date date ? date.toInstant().toString() : value.toString();
    }

    /** A quick answer: are its headers much smaller than that? No character takes more than three bytes. */
    static boolean certainlyFits(Envelope envelope, int frame) {
        long chars = envelope.bytes() - envelope.data().length;
        return chars * 3 + envelope.attributes().size() * (long) (PREFIX.length() + BYTES_PER_HEADER)
                < frame - BYTES_OF_THE_REST;
    }

    /** What its headers take at the most: they must fit into one frame. */
    static long headerBytes(Envelope envelope) {
        long bytes = BYTES_OF_THE_REST;
        for (Map.Entry<String, String> attribute : envelope.attributes().entrySet()) {
            bytes += PREFIX.length()
                    + attribute.getKey().length()
                    + attribute.getValue().getBytes(StandardCharsets.UTF_8).length
                    + BYTES_PER_HEADER;
        }
        return bytes;
    }
}
