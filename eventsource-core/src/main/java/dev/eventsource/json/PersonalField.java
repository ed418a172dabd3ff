// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.PersonalData;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/**
 * A component with personal data.
 *
 * @param name as JSON
 * @param aliases other names that it is read under
 * @param label the name that its content is bound to
 * @param subject the names on the way to the subject's id
 * @param placeholder what it is once the subject is forgotten
 */
record PersonalField(String name, List<String> aliases, String label, List<String> subject, JsonNode placeholder) {

    /**
     * Those of a class.
     *
     * @throws IllegalArgumentException if one cannot be what its annotation says
     */
    static List<PersonalField> of(BeanDescription bean) {
        List<PersonalField> fields = new ArrayList<>();
        for (BeanPropertyDefinition property : bean.findProperties()) {
            annotation(property).ifPresent(found -> fields.add(of(bean.getBeanClass(), property, found)));
        }
        return fields;
    }

    /** Is it one whose content shall be encrypted? */
    static boolean isPersonal(RecordComponent component) {
        return component.isAnnotationPresent(PersonalData.class);
    }

    /** Where the path leads from an object's first field on. */
    JsonNode subjectIn(JsonNode object, int from) {
        JsonNode found = object;
        for (String step : subject.subList(from, subject.size())) {
            found = found.path(step);
        }
        return found;
    }

    private static PersonalField of(Class<?> owner, BeanPropertyDefinition property, PersonalData annotation) {
        String where = owner.getName() + "." + property.getName();
        RecordComponent component = component(owner, property.getInternalName())
                .orElseThrow(() -> new IllegalArgumentException(
                        where + " is @PersonalData, but no component of a record, so it would not be encrypted"));
        String label = annotation.name().isEmpty() ? property.getName() : annotation.name();
        return new PersonalField(
                property.getName(),
                property.findAliases().stream().map(PropertyName::getSimpleName).toList(),
                label,
                List.of(annotation.subject().split("\\.", -1)),
                placeholder(component, annotation, where));
    }

    private static JsonNode placeholder(RecordComponent component, PersonalData annotation, String where) {
        if (!annotation.placeholder().isEmpty()) {
            return JsonEvent.tree(annotation.placeholder());
        }
        if (Strictness.mayBeNull(component.getType(), component.getAnnotatedType())) {
            return NullNode.getInstance();
        }
        if (component.getType() == String.class) {
            return StringNode.valueOf("");
        }
        throw new IllegalArgumentException(where
                + " is @PersonalData and must have a value even when its subject is forgotten: give a placeholder, like"
                + " placeholder = \"0\", or make it @Nullable");
    }

    private static Optional<PersonalData> annotation(BeanPropertyDefinition property) {
        AnnotatedMember[] members = {
            property.hasConstructorParameter() ? property.getConstructorParameter() : null,
            property.getField(),
            property.getGetter()
        };
        for (AnnotatedMember member : members) {
            if (member != null && member.hasAnnotation(PersonalData.class)) {
                return Optional.of(member.getAnnotation(PersonalData.class));
            }
        }
        return Optional.empty();
    }

    private static Optional<RecordComponent> component(Class<?> owner, String name) {
        if (owner.isRecord()) {
            for (RecordComponent component : owner.getRecordComponents()) {
                if (component.getName().equals(name)) {
                    return Optional.of(component);
                }
            }
        }
        return Optional.empty();
    }
}
