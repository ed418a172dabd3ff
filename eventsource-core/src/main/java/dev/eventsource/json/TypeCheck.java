package dev.eventsource.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Has Jackson look at every class of what is stored when the codec is built, so that what it cannot handle fails then. */
final class TypeCheck {

    private final JsonMapper mapper;
    private final Set<Class<?>> seen = new HashSet<>();

    TypeCheck(JsonMapper mapper) {
        this.mapper = mapper;
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
