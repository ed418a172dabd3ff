package dev.eventsource.json;

import dev.eventsource.event.Payload;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Records of one class as JSON objects: exact in writing, strict in reading. Thread-safe. */
final class RecordJson<T> {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    private RecordJson(ObjectWriter writer, ObjectReader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** @throws IllegalArgumentException if it is no record, or Jackson cannot handle it or would write names of classes */
    static <T> RecordJson<T> of(Class<T> type, JsonMapper mapper, TypeCheck check) {
        check.check(type);
        return new RecordJson<>(mapper.writer(), mapper.readerFor(type));
    }

    /**
     * Writes it, and reads it again: what could not be read is refused here.
     *
     * @throws tools.jackson.core.JacksonException for a {@link Complaint}
     * @throws IllegalArgumentException if it is no payload; the message shows no content
     */
    Payload write(Object object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new FiniteNumbers(writer.createGenerator(text))) {
            writer.writeValue(generator, object);
        }
        String json = text.toString();
        read(json);
        return Payload.of(json);
    }

    /** @throws tools.jackson.core.JacksonException for a {@link Complaint} */
    T read(String json) {
        return present(reader.readValue(json));
    }

    /** @throws tools.jackson.core.JacksonException for a {@link Complaint} */
    T read(JsonNode json) {
        return present(reader.readValue(json));
    }

    private static <T> T present(@Nullable T object) {
        if (object == null) {
            throw new Refusal("expected an object, found null");
        }
        return object;
    }
}
