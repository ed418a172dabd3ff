// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.SubjectKeys;
import dev.eventsource.codec.Tagged;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import dev.eventsource.store.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events that are records, as JSON objects. Thread-safe.
 *
 * <p>What it writes is the same for equal records: components in their order, keys of maps and
 * elements of sets sorted. UUIDs are 36 characters, instants ISO 8601, numbers exact to digit and scale. NaN and
 * Infinity are refused.
 *
 * <p>What it reads is the record as it was written or a {@link CodecException}, never an object with a hole: a
 * component that is missing, null or of another type is refused, as are texts for numbers, decimals for integers and
 * names that an enum does not have. Only components that are {@code @Nullable} (JSpecify) or of an {@code Optional} type may be missing or
 * null, and only elements of collections and maps that are declared {@code @Nullable} may be null; one such
 * declaration anywhere in a component's type counts for all its levels. Fields that the class does not have are
 * ignored unless an option refuses them.
 *
 * <p>The wire never names a class: a type whose annotations would do that is refused when the codec is built.
 */
public final class JacksonEventCodec implements EventCodec {

    private final EventTypes types;
    private final Upcasters upcasters;
    private final Map<Class<?>, RecordJson<?>> records;
    private final Options options;
    private final String tenant;

    /**
     * A codec with {@link Options#DEFAULT}.
     *
     * @throws IllegalArgumentException if a class is no record, or Jackson cannot handle it or would write names of
     *     classes, or an upcaster takes what a class stands for, or an alias
     */
    public JacksonEventCodec(EventTypes types) {
        this(types, Options.DEFAULT);
    }

    /** A codec with options; see {@link #JacksonEventCodec(EventTypes)}. */
    public JacksonEventCodec(EventTypes types, Options options) {
        JsonMapper mapper = StrictMapper.of(options);
        this.types = types;
        this.upcasters = options.upcasters();
        checkOneMeaning();
        this.options = options;
        this.tenant = "";
        TypeCheck check = new TypeCheck(mapper, options.keys() != null);
        this.records = types.entries().stream()
                .map(EventTypes.Entry::type)
                .collect(toUnmodifiableMap(type -> type, type -> RecordJson.of(type, mapper, check)));
    }

    private JacksonEventCodec(JacksonEventCodec codec, SubjectKeys keys, String tenant) {
        this.types = codec.types;
        this.upcasters = codec.upcasters;
        this.records = codec.records;
        this.options = codec.options.withPersonalData(keys);
        this.tenant = tenant;
    }

    @Override
    public EventCodec on(Storage storage) {
        SubjectKeys keys = options.keys();
        return keys == null
                ? this
                : new JacksonEventCodec(this, keys.on(storage), View.of(storage).tenant());
    }

    @Override
    public EventTypes types() {
        return types;
    }

    /** {@inheritDoc} It is read again before it is returned: what could not be decoded is refused here. */
    @Override
    public EventData encode(Object event, UUID id, Instant occurredAt) {
        EventTypes.Entry type = types.find(event.getClass())
                .orElseThrow(() -> CodecException.encoding(
                        event.getClass().getName(), 0, "", "no name is known for this class. Known are " + types));
        Payload payload = payload(event, type, seal(tenant, type.name(), id));
        Set<String> tags = event instanceof Tagged tagged ? tagged.tags() : Set.of();
        return new EventData(id, type.name(), type.revision(), occurredAt, payload, Metadata.none(), tags);
    }

    @Override
    public List<Object> decode(RecordedEvent recorded) {
        EventData event = recorded.event();
        String type = types.currentName(event.type());
        Seal seal = seal(recorded.stream().tenant(), event.type(), event.id());
        if (upcasters.takes(type, event.revision())) {
            return today(recorded, type).stream()
                    .map(one -> object(recorded, one.type(), one.revision(), json -> json.read(one.payload(), seal)))
                    .toList();
        }
        return List.of(object(
                recorded,
                type,
                event.revision(),
                json -> json.read(event.payload().json(), seal)));
    }

    @Override
    public SortedSet<String> storedNames(Class<?>... events) {
        SortedSet<String> names = types.names(events);
        int before;
        do {
            before = names.size();
            // an upcaster may become an alias, and what it takes may have aliases again
            names = types.withAliases(upcasters.sources(types.withAliases(names)));
        } while (names.size() > before);
        return names;
    }

    private List<JsonEvent> today(RecordedEvent recorded, String type) {
        try {
            JsonEvent stored = JsonEvent.of(recorded);
            return upcasters.today(new JsonEvent(type, stored.revision(), stored.payload()), types::currentName);
        } catch (RuntimeException e) {
            // its message may quote content
            throw CodecException.decoding(recorded, "", "its upcaster failed: " + Complaint.thrown(e));
        }
    }

    private Object object(RecordedEvent recorded, String name, int revision, Function<RecordJson<?>, Object> read) {
        EventTypes.Entry type = types.find(name, revision)
                .orElseThrow(() -> CodecException.decoding(
                        recorded, "", unknown(recorded, name, revision) + ". Known are " + types));
        try {
            return read.apply(record(type));
        } catch (JacksonException e) {
            Complaint complaint = Complaint.of(e);
            throw CodecException.decoding(recorded, complaint.field(), complaint.reason());
        }
    }

    private static String unknown(RecordedEvent recorded, String name, int revision) {
        EventData event = recorded.event();
        return event.type().equals(name) && event.revision() == revision
                ? "no class is known for this type and revision"
                : "upcasters made it " + name + " revision " + revision + ", for which no class is known";
    }

    /** An event's personal data is bound to its id and the name under which it is stored: both stay for ever. */
    private @Nullable Seal seal(String owner, String type, UUID id) {
        SubjectKeys keys = options.keys();
        return keys == null ? null : new Seal(keys, options.acceptsUnencrypted(), owner, type, id.toString());
    }

    private Payload payload(Object event, EventTypes.Entry type, @Nullable Seal seal) {
        try {
            return record(type).write(event, seal);
        } catch (JacksonException e) {
            Complaint complaint = Complaint.of(e);
            throw CodecException.encoding(type.name(), type.revision(), complaint.field(), complaint.reason());
        } catch (IllegalArgumentException e) {
            throw CodecException.encoding(type.name(), type.revision(), "", String.valueOf(e.getMessage()));
        }
    }

    private void checkOneMeaning() {
        for (Upcaster upcaster : upcasters.all()) {
            String name = types.currentName(upcaster.type());
            if (!name.equals(upcaster.type())) {
                throw new IllegalArgumentException("An upcaster takes " + upcaster.type() + " revision "
                        + upcaster.revision() + ", but that is an alias of " + name
                        + " and no event would come to it; let it take " + name);
            }
            types.find(upcaster.type(), upcaster.revision()).ifPresent(entry -> {
                throw new IllegalArgumentException(upcaster.type() + " revision " + upcaster.revision()
                        + " has both an upcaster and a class, " + entry.type().getName()
                        + "; raise the revision of the class, or take the upcaster out");
            });
        }
    }

    private RecordJson<?> record(EventTypes.Entry type) {
        return Objects.requireNonNull(records.get(type.type()));
    }

    /**
     * What can be chosen.
     *
     * @param mapper knows how to handle your value types (modules, mix-ins); strictness is added to a copy of it
     * @param refusesUnknownFields whether a field that the class does not have is an error
     * @param upcasters bring old content up to what it means today
     * @param keys for personal data; null if there is none
     * @param acceptsUnencrypted whether personal data that is not encrypted is read as it is
     */
    public record Options(
            JsonMapper mapper,
            boolean refusesUnknownFields,
            Upcasters upcasters,
            @Nullable SubjectKeys keys,
            boolean acceptsUnencrypted) {

        /** Jackson as it comes; unknown fields are ignored; no upcasters; no personal data. */
        public static final Options DEFAULT = new Options(JsonMapper.shared(), false, Upcasters.none());

        /** Without personal data. */
        public Options(JsonMapper mapper, boolean refusesUnknownFields, Upcasters upcasters) {
            this(mapper, refusesUnknownFields, upcasters, null, false);
        }

        public Options withMapper(JsonMapper mapper) {
            return new Options(mapper, refusesUnknownFields, upcasters, keys, acceptsUnencrypted);
        }

        public Options withUpcasters(Upcaster... upcasters) {
            return new Options(mapper, refusesUnknownFields, Upcasters.of(upcasters), keys, acceptsUnencrypted);
        }

        /** Fields that the class does not have are an error: for who owns every writer. */
        public Options refusingUnknownFields() {
            return new Options(mapper, true, upcasters, keys, acceptsUnencrypted);
        }

        /** Components that are {@link dev.eventsource.codec.PersonalData} are encrypted with these keys. */
        public Options withPersonalData(SubjectKeys keys) {
            return new Options(mapper, refusesUnknownFields, upcasters, keys, acceptsUnencrypted);
        }

        /**
         * Personal data that is not encrypted is read as it is, while its subject is not forgotten: for what was stored before
         * its component became personal data. It stays readable in the database, whoever is forgotten.
         */
        public Options acceptingUnencrypted() {
            return new Options(mapper, refusesUnknownFields, upcasters, keys, true);
        }
    }
}
