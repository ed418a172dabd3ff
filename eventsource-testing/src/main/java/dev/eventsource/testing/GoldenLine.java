// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One event in a file of {@link GoldenEvents}: as it was stored, and what it means. */
record GoldenLine(Path file, int number, ObjectNode json) {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static GoldenLine parse(Path file, int number, String text) {
        try {
            JsonNode json = EXACT.readTree(text);
            if (json instanceof ObjectNode object && object.path("type").isString() && object.has("data")) {
                return new GoldenLine(file, number, object);
            }
        } catch (JacksonException e) {
            throw new AssertionError(file.getFileName() + ":" + number + " is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new AssertionError(file.getFileName() + ":" + number + " is no event: it needs type and data");
    }

    static GoldenLine of(Path file, EventData event) {
        return new GoldenLine(file, 0, fields(event));
    }

    boolean isOf(String type, int revision) {
        return type().equals(type) && revision() == revision;
    }

    /** What it means is not said yet. */
    boolean isUndecided() {
        return !json.has("today");
    }

    /** What is wrong with it. */
    Optional<String> check(EventCodec codec) {
        List<ObjectNode> found;
        try {
            found = today(codec);
        } catch (CodecException e) {
            return Optional.of(place() + " cannot be read: " + e.getMessage());
        }
        if (isUndecided()) {
            return Optional.empty();
        }
        List<JsonNode> expected = List.copyOf(json.get("today").values());
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of(place() + " means something else than it did:\n" + Difference.ofEvents(expected, found));
    }

    /** The same, with what it means. */
    GoldenLine decided(EventCodec codec) {
        if (!isUndecided()) {
            return this;
        }
        ObjectNode more = json.deepCopy();
        more.putArray("today").addAll(today(codec));
        return new GoldenLine(file, number, more);
    }

    @Override
    public String toString() {
        return json.toString();
    }

    private List<ObjectNode> today(EventCodec codec) {
        List<ObjectNode> today = new ArrayList<>();
        for (Object event :
                codec.decode(EventBuilder.of(type(), json.get("data").toString())
                        .revision(revision())
                        .recorded())) {
            today.add(fields(EventBuilder.of(codec, event).data()));
        }
        return today;
    }

    private static ObjectNode fields(EventData event) {
        ObjectNode fields = EXACT.createObjectNode().put("type", event.type()).put("revision", event.revision());
        fields.set("data", EXACT.readTree(event.payload().json()));
        return fields;
    }

    private String type() {
        return json.get("type").asString();
    }

    private int revision() {
        @Nullable JsonNode revision = json.get("revision");
        return revision == null ? 1 : revision.asInt();
    }

    private String place() {
        return file.getFileName() + ":" + number + ", " + type() + " revision " + revision() + ",";
    }
}
