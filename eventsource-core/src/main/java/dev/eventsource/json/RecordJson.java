// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.event.Payload;
import java.io.StringWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
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
     * @param seal for personal data; null if there can be none
     * @throws tools.jackson.core.JacksonException for a {@link Complaint}
     * @throws RuntimeException of whoever has the keys, as it is
     * @throws IllegalArgumentException if it is no payload; the message shows no content
     */
    Payload write(Object object, @Nullable Seal seal) {
        StringWriter text = new StringWriter();
        ObjectWriter with = seal == null ? writer : writer.withAttribute(Seal.class, seal);
        try (JsonGenerator generator = new FiniteNumbers(with.createGenerator(text))) {
            with.writeValue(generator, object);
        } catch (JacksonException | KeysFailure e) {
            throw KeysFailure.orItself(e);
        }
        String json = text.toString();
        read(json, seal);
        return Payload.of(json);
    }

    /**
     * Reads it.
     *
     * @throws tools.jackson.core.JacksonException for a {@link Complaint}
     * @throws RuntimeException of whoever has the keys, as it is
     */
    T read(String json, @Nullable Seal seal) {
        return read(seal, with -> with.readValue(json));
    }

    /** Like {@link #read(String, Seal)}. */
    T read(JsonNode json, @Nullable Seal seal) {
        return read(seal, with -> with.readValue(json));
    }

    private T read(@Nullable Seal seal, Function<ObjectReader, @Nullable T> read) {
        try {
            return present(read.apply(seal == null ? reader : reader.withAttribute(Seal.class, seal)));
        } catch (JacksonException | KeysFailure e) {
            throw KeysFailure.orItself(e);
        }
    }

    private static <T> T present(@Nullable T object) {
        if (object == null) {
            throw new Refusal("expected an object, found null");
        }
        return object;
    }
}
