package dev.eventsource.json;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.Tagged;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
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

    /**
     * A codec with {@link Options#DEFAULT}.
     *
     * @throws IllegalArgumentException if a class is no record, or Jackson cannot handle it or would write names of
     *     classes
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
        TypeCheck check = new TypeCheck(mapper);
        this.records = types.entries().stream()
                .map(EventTypes.Entry::type)
                .collect(toUnmodifiableMap(type -> type, type -> RecordJson.of(type, mapper, check)));
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
        Payload payload = payload(event, type);
        Set<String> tags = event instanceof Tagged tagged ? tagged.tags() : Set.of();
        return new EventData(id, type.name(), type.revision(), occurredAt, payload, Metadata.none(), tags);
    }

    @Override
    public List<Object> decode(RecordedEvent recorded) {
        EventData event = recorded.event();
        String type = types.currentName(event.type());
        if (upcasters.takes(type, event.revision())) {
            return today(recorded, type).stream()
                    .map(one -> object(recorded, one.type(), one.revision(), json -> json.read(one.payload())))
                    .toList();
        }
        return List.of(object(
                recorded,
                type,
                event.revision(),
                json -> json.read(event.payload().json())));
    }

    @Override
    public SortedSet<String> storedNames(Class<?>... events) {
        return types.withAliases(upcasters.sources(types.names(events)));
    }

    private List<JsonEvent> today(RecordedEvent recorded, String type) {
        try {
            JsonEvent stored = JsonEvent.of(recorded);
            return upcasters.today(new JsonEvent(type, stored.revision(), stored.payload()));
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

    private Payload payload(Object event, EventTypes.Entry type) {
        try {
            return record(type).write(event);
        } catch (JacksonException e) {
            Complaint complaint = Complaint.of(e);
            throw CodecException.encoding(type.name(), type.revision(), complaint.field(), complaint.reason());
        } catch (IllegalArgumentException e) {
            throw CodecException.encoding(type.name(), type.revision(), "", String.valueOf(e.getMessage()));
        }
    }

    private void checkOneMeaning() {
        for (Upcaster upcaster : upcasters.all()) {
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
     */
    public record Options(JsonMapper mapper, boolean refusesUnknownFields, Upcasters upcasters) {

        /** Jackson as it comes; unknown fields are ignored; no upcasters. */
        public static final Options DEFAULT = new Options(JsonMapper.shared(), false, Upcasters.none());

        public Options withMapper(JsonMapper mapper) {
            return new Options(mapper, refusesUnknownFields, upcasters);
        }

        public Options withUpcasters(Upcaster... upcasters) {
            return new Options(mapper, refusesUnknownFields, Upcasters.of(upcasters));
        }

        /** Fields that the class does not have are an error: for who owns every writer. */
        public Options refusingUnknownFields() {
            return new Options(mapper, true, upcasters);
        }
    }
}
