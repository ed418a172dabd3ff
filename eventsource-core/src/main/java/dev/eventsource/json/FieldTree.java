// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyWriter;

/**
 * The fields that a class has as JSON, by what Jackson would write. Arrays end a path; beneath what has no shape of its
 * own (a JSON tree, {@code Object}) everything is a field.
 */
final class FieldTree {

    private static final String ANY_KEY = "*";

    private final JsonMapper mapper;
    private final JavaType root;

    FieldTree(JsonMapper mapper, Class<?> root) {
        this.mapper = mapper;
        this.root = mapper.constructType(root);
    }

    boolean has(String path) {
        JavaType type = root;
        for (String name : path.split("\\.", -1)) {
            if (isShapeless(type)) {
                return true;
            }
            Map<String, JavaType> fields = fields(type);
            JavaType next = fields.getOrDefault(name, fields.get(ANY_KEY));
            if (next == null) {
                return false;
            }
            type = next;
        }
        return true;
    }

    /** All paths; of a class that contains itself once around. */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        add(paths, "", root, List.of());
        return List.copyOf(paths);
    }

    private void add(List<String> paths, String prefix, JavaType type, List<JavaType> around) {
        if (around.contains(type)) {
            return;
        }
        List<JavaType> inside = new ArrayList<>(around);
        inside.add(type);
        fields(type).forEach((name, field) -> {
            paths.add(prefix + name);
            add(paths, prefix + name + ".", field, inside);
        });
    }

    private static boolean isShapeless(JavaType type) {
        return type.isJavaLangObject() || type.getRawClass().getName().startsWith("tools.jackson.");
    }

    private Map<String, JavaType> fields(JavaType type) {
        if (type.isReferenceType()) {
            return fields(type.getReferencedType());
        }
        if (type.isMapLikeType()) {
            return Map.of(ANY_KEY, type.getContentType());
        }
        Map<String, JavaType> fields = new LinkedHashMap<>();
        SerializationContext context = mapper._serializationContext();
        TypeSerializer typed = context.findTypeSerializer(type);
        if (typed != null && typed.getPropertyName() != null && typed.getTypeInclusion() == JsonTypeInfo.As.PROPERTY) {
            fields.put(typed.getPropertyName(), mapper.constructType(String.class));
        }
        if (type.isContainerType()) {
            return fields;
        }
        for (Class<?> shape : shapes(type.getRawClass())) {
            JavaType whole = shape == type.getRawClass() ? type : mapper.constructType(shape);
            Iterator<PropertyWriter> properties =
                    context.findValueSerializer(whole).properties();
            while (properties.hasNext()) {
                PropertyWriter property = properties.next();
                if (property instanceof Sealing) {
                    // no query finds what is encrypted
                    continue;
                }
                fields.putIfAbsent(property.getName(), property.getType());
            }
        }
        return fields;
    }

    /** The type, and those that can stand in its place. */
    private static Set<Class<?>> shapes(Class<?> type) {
        Set<Class<?>> shapes = new LinkedHashSet<>(Set.of(type));
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                shapes.addAll(shapes(permitted));
            }
        }
        JsonSubTypes named = type.getAnnotation(JsonSubTypes.class);
        if (named != null) {
            for (JsonSubTypes.Type subtype : named.value()) {
                shapes.add(subtype.value());
            }
        }
        return shapes;
    }
}
