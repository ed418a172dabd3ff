// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.eventsource.codec.PersonalData;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;

/** Has Jackson look at every class of what is stored when the codec is built, so that what it cannot handle fails then. */
final class TypeCheck {

    private final JsonMapper mapper;
    private final boolean hasKeys;
    private final Set<Class<?>> seen = new HashSet<>();

    /** @param hasKeys whether there may be personal data */
    TypeCheck(JsonMapper mapper, boolean hasKeys) {
        this.mapper = mapper;
        this.hasKeys = hasKeys;
    }

    void check(Class<?> event) {
        if (!event.isRecord()) {
            throw new IllegalArgumentException(
                    event.getName() + " is no record; only of a record it is known which components there must be");
        }
        reach(event);
    }

    private void reach(Type type) {
        if (type instanceof Class<?> reached) {
            reachClass(reached);
        } else if (type instanceof ParameterizedType generic) {
            reach(generic.getRawType());
            reachAll(generic.getActualTypeArguments());
        } else if (type instanceof GenericArrayType array) {
            reach(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            reachAll(wildcard.getUpperBounds());
        }
    }

    private void reachAll(Type[] types) {
        for (Type type : types) {
            reach(type);
        }
    }

    private void reachClass(Class<?> type) {
        if (type.isArray()) {
            reach(type.getComponentType());
        }
        if (type.isArray() || type.isPrimitive() || type.getName().startsWith("java.") || !seen.add(type)) {
            return;
        }
        lookAt(type);
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                reach(component.getGenericType());
                Defaults.check(component, mapper);
            }
            checkPersonal(type);
        }
        if (type.isSealed() && !type.isEnum()) {
            reachAll(type.getPermittedSubclasses());
        }
        JsonSubTypes named = type.getAnnotation(JsonSubTypes.class);
        if (named != null) {
            for (JsonSubTypes.Type subtype : named.value()) {
                reach(subtype.value());
            }
        }
    }

    /** Whatever Jackson was told to do with the record: its personal data is encrypted, and can be. */
    private void checkPersonal(Class<?> type) {
        List<RecordComponent> personal = personal(type);
        Map<String, Sealing> sealings = new HashMap<>();
        var written = mapper._serializationContext()
                .findValueSerializer(mapper.constructType(type))
                .properties();
        while (written.hasNext()) {
            PropertyWriter property = written.next();
            if (property instanceof Sealing sealing) {
                sealings.put(sealing.getMember().getName(), sealing);
            }
            Class<?> inner = property.getType().getRawClass();
            if (property instanceof BeanPropertyWriter one
                    && one.isUnwrapping()
                    && inner.isRecord()
                    && !personal(inner).isEmpty()) {
                throw new IllegalArgumentException(
                        inner.getName() + " has @PersonalData and cannot be @JsonUnwrapped in " + type.getName());
            }
        }
        if (!personal.isEmpty() && !hasKeys) {
            throw new IllegalArgumentException(
                    type.getName() + " has @PersonalData: give the codec keys, by Options.withPersonalData");
        }
        if (sealings.size() != personal.size()) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " has @PersonalData that would not be encrypted: it is written by something else than its components");
        }
        if (!personal.isEmpty() && mapper.isEnabled(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " has @PersonalData, which is looked for under its very name: the mapper must not accept names in other cases");
        }
        for (RecordComponent component : personal) {
            checkPersonal(
                    type, component, component.getAnnotation(PersonalData.class), sealings.get(component.getName()));
        }
    }

    private static List<RecordComponent> personal(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(PersonalField::isPersonal)
                .toList();
    }

    private void checkPersonal(
            Class<?> type, RecordComponent component, PersonalData annotation, @Nullable Sealing sealing) {
        String where = type.getName() + "." + component.getName();
        if (!new FieldTree(mapper, type).has(annotation.subject())) {
            throw new IllegalArgumentException(where + " is @PersonalData of '" + annotation.subject()
                    + "', but there is no such field beside it that is not personal data itself");
        }
        if (!annotation.placeholder().isEmpty()) {
            try {
                JavaType java = mapper.constructType(component.getGenericType());
                Object placeholder = mapper.readerFor(java).readValue(annotation.placeholder());
                if (sealing != null) {
                    sealing.placeholderIsWritten(
                            JsonEvent.tree(mapper.writerFor(java).writeValueAsString(placeholder)));
                }
            } catch (JacksonException e) {
                throw new IllegalArgumentException("The placeholder of " + where + " is no "
                        + component.getGenericType().getTypeName() + " as JSON: "
                        + Complaint.of(e).reason());
            }
        }
    }

    private void lookAt(Class<?> type) {
        try {
            mapper._deserializationContext().findRootValueDeserializer(mapper.constructType(type));
            mapper._serializationContext().findTypedValueSerializer(type, false);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Jackson cannot handle " + type.getName() + " as part of what is stored: " + e.getMessage(), e);
        }
    }
}
