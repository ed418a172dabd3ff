// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.event.RecordedEvent;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event's content without any class: for upcasters, and for tools that look at whatever there is.
 *
 * @param type its name
 * @param revision of the content's schema
 * @param payload the content; whoever holds it may change it
 */
public record JsonEvent(String type, int revision, JsonNode payload) {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What is stored, as it is stored. */
    public static JsonEvent of(RecordedEvent recorded) {
        var event = recorded.event();
        return new JsonEvent(
                event.type(), event.revision(), tree(event.payload().json()));
    }

    /** The JSON as it is, exact to digit and scale. */
    static JsonNode tree(String json) {
        return EXACT.readTree(json);
    }

    /** The fields of an object, as maps, lists, strings, numbers, booleans and null. */
    public Map<String, Object> map() {
        return EXACT.convertValue(payload, new TypeReference<>() {});
    }
}
