// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.StateCodec;
import dev.eventsource.codec.SubjectKeys;
import dev.eventsource.event.Payload;
import dev.eventsource.store.Storage;
import dev.eventsource.store.View;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * States that are records, as JSON objects, written and read by the rules of {@link JacksonEventCodec}. Thread-safe.
 *
 * @param <T> the record
 */
public final class JacksonStateCodec<T> implements StateCodec<T> {

    private final Class<T> type;
    private final RecordJson<T> json;
    private final FieldTree fields;
    private final @Nullable Seal seal;

    /**
     * A codec with {@link JacksonEventCodec.Options#DEFAULT}.
     *
     * @throws IllegalArgumentException if the class is no record, or Jackson cannot handle it or would write names of
     *     classes
     */
    public JacksonStateCodec(Class<T> type) {
        this(type, JacksonEventCodec.Options.DEFAULT);
    }

    /** A codec with options; see {@link #JacksonStateCodec(Class)}. */
    public JacksonStateCodec(Class<T> type, JacksonEventCodec.Options options) {
        JsonMapper mapper = StrictMapper.of(options);
        this.type = type;
        this.json = RecordJson.of(type, mapper, new TypeCheck(mapper, options.keys() != null));
        this.fields = new FieldTree(mapper, type);
        SubjectKeys keys = options.keys();
        this.seal = keys == null ? null : Seal.state(keys, options.acceptsUnencrypted(), "");
    }

    private JacksonStateCodec(JacksonStateCodec<T> codec, Seal seal) {
        this.type = codec.type;
        this.json = codec.json;
        this.fields = codec.fields;
        this.seal = seal;
    }

    @Override
    public StateCodec<T> on(Storage storage) {
        return seal == null
                ? this
                : new JacksonStateCodec<>(
                        this,
                        Seal.state(
                                seal.keys().on(storage),
                                seal.acceptsUnsealed(),
                                View.of(storage).tenant()));
    }

    @Override
    public Class<T> type() {
        return type;
    }

    /** {@inheritDoc} It is read again before it is returned: what could not be decoded is refused here. */
    @Override
    public Payload encode(T state) {
        try {
            return json.write(state, seal);
        } catch (JacksonException e) {
            Complaint complaint = Complaint.of(e);
            throw CodecException.state(type, "", complaint.field(), complaint.reason());
        } catch (IllegalArgumentException e) {
            throw CodecException.state(type, "", "", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public T decode(Payload content, String place) {
        try {
            return json.read(content.json(), seal);
        } catch (JacksonException e) {
            Complaint complaint = Complaint.of(e);
            throw CodecException.state(type, place, complaint.field(), complaint.reason());
        }
    }

    @Override
    public boolean hasField(String path) {
        return fields.has(path);
    }

    @Override
    public List<String> fields() {
        return fields.paths();
    }
}
