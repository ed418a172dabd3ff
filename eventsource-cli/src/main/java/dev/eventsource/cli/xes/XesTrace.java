// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace that is being read: a stream.
 *
 * <p>The type of an event is its {@code concept:name}, with {@code +TRANSITION} behind it where the life cycle says
 * something else than complete, as process mining writes it. The payload has all attributes of the event; that of the
 * first event also those of the trace, under {@code trace:KEY} where the event has the key itself. An event's id comes
 * from its place in the trace and its own attributes, so a trace that has grown adds only what is new.
 */
final class XesTrace {

    private static final String NAME = "concept:name";
    private static final String TIME = "time:timestamp";
    private static final String TRANSITION = "lifecycle:transition";

    private final String tenant;
    private final String category;
    private final Map<String, XesAttribute> attributes = new LinkedHashMap<>();
    private @Nullable StreamId stream;
    private long ordinal;

    XesTrace(String tenant, String category) {
        this.tenant = tenant;
        this.category = category;
    }

    /** An attribute of the trace itself. */
    void add(XesAttribute attribute) {
        if (ordinal > 0) {
            throw new IllegalArgumentException("an attribute of the trace stands behind its first event");
        }
        if (attributes.putIfAbsent(attribute.key(), attribute) != null) {
            throw new IllegalArgumentException("the trace has the attribute '" + attribute.key() + "' twice");
        }
    }

    StreamId stream() {
        if (stream == null) {
            XesAttribute name = attributes.get(NAME);
            if (name == null) {
                throw new IllegalArgumentException("the trace has no " + NAME);
            }
            stream = new StreamId(tenant, category, name.text());
        }
        return stream;
    }

    /** The next event of the trace. */
    EventData event(Map<String, XesAttribute> own) {
        String json = object(own).toString();
        Instant occurredAt = XesValue.time(TIME, required(own, TIME));
        String id = ordinal + "\n" + json;
        String payload = ordinal == 0 ? withTrace(own) : json;
        ordinal++;
        if (ordinal == 1) {
            stream();
            attributes.clear();
        }
        return EventData.of(EventIds.derived(stream(), id), type(own), occurredAt, Payload.of(payload));
    }

    private static String type(Map<String, XesAttribute> own) {
        String name = required(own, NAME);
        XesAttribute transition = own.get(TRANSITION);
        return transition == null || transition.text().toUpperCase(Locale.ROOT).equals("COMPLETE")
                ? name
                : name + "+" + transition.text();
    }

    private String withTrace(Map<String, XesAttribute> own) {
        JsonObject object = object(own);
        attributes.forEach((key, attribute) -> {
            if (!key.equals(NAME)) {
                object.putJson(own.containsKey(key) ? "trace:" + key : key, attribute.json());
            }
        });
        return object.toString();
    }

    private static JsonObject object(Map<String, XesAttribute> own) {
        JsonObject object = new JsonObject();
        own.forEach((key, attribute) -> object.putJson(key, attribute.json()));
        return object;
    }

    private static String required(Map<String, XesAttribute> own, String key) {
        XesAttribute attribute = own.get(key);
        if (attribute == null || attribute.text().isEmpty()) {
            throw new IllegalArgumentException("the event has no " + key);
        }
        return attribute.text();
    }
}
