// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import dev.eventsource.bus.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a CloudEvent looks in an entry of a stream: each attribute as a field {@code ce_} and its name, in UTF-8, and its
 * data as the field {@code data}. There is no binding of CloudEvents to Redis; this follows the one to Kafka
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md), except that the
 * content type is {@code ce_datacontenttype}. If that is {@code application/cloudevents+json}, all is in the data.
 */
final class Wire {

    /** As many as a script can hand on: Lua has room for 8,000 values. */
    static final int MAX_FIELDS = 3_500;

    private static final String ATTRIBUTE = "ce_";
    private static final String DATA = "data";

    private Wire() {}

    /** Names and values by turns. */
    static List<byte[]> fields(Envelope envelope) {
        List<byte[]> fields = new ArrayList<>();
        envelope.attributes().forEach((name, value) -> {
            fields.add(Link.bytes(ATTRIBUTE + name));
            fields.add(Link.bytes(value));
        });
        fields.add(Link.bytes(DATA));
        fields.add(envelope.data());
        return fields;
    }

    /** What is no field of ours is no part of it. */
    static Envelope envelope(List<byte[]> fields) {
        Map<String, String> attributes = new TreeMap<>();
        byte[] data = {};
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String name = new String(fields.get(i), StandardCharsets.UTF_8);
            if (name.startsWith(ATTRIBUTE)) {
                attributes.put(
                        name.substring(ATTRIBUTE.length()), new String(fields.get(i + 1), StandardCharsets.UTF_8));
            } else if (name.equals(DATA)) {
                data = fields.get(i + 1);
            }
        }
        return new Envelope(attributes, data);
    }
}
