// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A CloudEvent as a record: attributes as headers {@code ce_…} in UTF-8, the content type as {@code content-type}, the
 * data as value (https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md, 3).
 */
final class Wire {

    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";

    private Wire() {}

    static byte[] key(String key) {
        return key.getBytes(UTF_8);
    }

    static Headers headers(Envelope envelope) {
        Headers headers = new RecordHeaders();
        for (Map.Entry<String, String> attribute : envelope.attributes().entrySet()) {
            String name = attribute.getKey();
            headers.add(
                    name.equals(CloudEvents.CONTENT_TYPE) ? CONTENT_TYPE : PREFIX + name,
                    attribute.getValue().getBytes(UTF_8));
        }
        return headers;
    }

    /**
     * Headers that are none of a CloudEvent are no attributes.
     *
     * @throws IllegalArgumentException if one is no text
     */
    static Map<String, String> attributes(Headers headers) {
        Map<String, String> attributes = new TreeMap<>();
        for (Header header : headers) {
            String name = header.key();
            if (header.value() == null) {
                continue;
            }
            if (name.equals(CONTENT_TYPE)) {
                attributes.put(CloudEvents.CONTENT_TYPE, text(header));
            } else if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), text(header));
            }
        }
        return attributes;
    }

    private static String text(Header header) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a header of a CloudEvent is no UTF-8", e);
        }
    }
}
