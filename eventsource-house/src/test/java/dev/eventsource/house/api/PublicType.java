// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A type that others can name, and what they can use of it. What it inherits from a type that nobody can name counts as its
 * own; what every object, record or enum has anyway is left out.
 */
record PublicType(Class<?> type) {

    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    /** Whether others can name it: it and all that it is nested in are public, or protected in what can be extended. */
    static boolean isVisible(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        Class<?> outer = type.getDeclaringClass();
        return isVisible(type.getModifiers(), outer) && (outer == null || isVisible(outer));
    }

    /** A line that says what it is, and one for each member, indented. */
    List<String> lines() {
        Set<Signature> members = new TreeSet<>();
        for (Class<?> level : levels()) {
            addMembers(level, members);
        }
        return Stream.concat(Stream.of(header()), members.stream().map(member -> "  " + member.line()))
                .toList();
    }

    private String header() {
        int relevant = Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        if (type.getDeclaringClass() != null) {
            relevant &= ~Modifier.STATIC;
        }
        if (type.isInterface()) {
            relevant &= ~Modifier.ABSTRACT;
        }
        if (type.isRecord() || type.isEnum()) {
            relevant &= ~(Modifier.FINAL | Modifier.ABSTRACT);
        }
        String modifiers = Modifier.toString(type.getModifiers() & relevant);
        return (type.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "")
                + (modifiers.isEmpty() ? "" : modifiers + " ")
                + (type.isSealed() && !type.isEnum() ? "sealed " : "")
                + kind() + " " + type.getCanonicalName() + TypeNames.parameters(type.getTypeParameters())
                + components()
                + list(" is ", visibleSupertypes(type).stream().distinct().sorted())
                + list(" permits ", permitted());
    }

    private String kind() {
        if (type.isAnnotation()) {
            return "annotation";
        }
        if (type.isInterface()) {
            return "interface";
        }
        return type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
    }

    private String components() {
        if (!type.isRecord()) {
            return "";
        }
        return Arrays.stream(type.getRecordComponents())
                .map(component -> TypeNames.of(component.getAnnotatedType()) + " " + component.getName())
                .collect(joining(", ", "(", ")"));
    }

    private Stream<String> permitted() {
        return type.isSealed() && !type.isEnum()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .filter(PublicType::isVisible)
                        .map(TypeNames::of)
                        .sorted()
                : Stream.empty();
    }

    private static String list(String word, Stream<String> names) {
        String list = names.collect(joining(", "));
        return list.isEmpty() ? "" : word + list;
    }

    private static List<String> visibleSupertypes(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (AnnotatedType parent : parents(type)) {
            Class<?> raw = raw(parent);
            if (isVisible(raw)) {
                names.add(TypeNames.of(parent));
            } else {
                names.addAll(visibleSupertypes(raw));
            }
        }
        return names;
    }

    private static List<AnnotatedType> parents(Class<?> type) {
        Set<Class<?>> ofCourse = Set.of(Object.class, Record.class);
        return Stream.concat(
                        Stream.ofNullable(type.getAnnotatedSuperclass()), Arrays.stream(type.getAnnotatedInterfaces()))
                .filter(parent -> !ofCourse.contains(raw(parent)))
                .filter(parent -> !type.isEnum() || raw(parent) != Enum.class)
                .filter(parent -> !type.isAnnotation())
                .toList();
    }

    private static Class<?> raw(AnnotatedType type) {
        return type.getType() instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type.getType();
    }

    /** The type itself and those above it that nobody can name. */
    private List<Class<?>> levels() {
        List<Class<?>> levels = new ArrayList<>(List.of(type));
        for (int i = 0; i < levels.size(); i++) {
            for (AnnotatedType parent : parents(levels.get(i))) {
                if (!isVisible(raw(parent))) {
                    levels.add(raw(parent));
                }
            }
        }
        return levels;
    }

    private void addMembers(Class<?> level, Set<Signature> members) {
        Arrays.stream(level.getDeclaredFields())
                .filter(field -> !field.isSynthetic() && isVisible(field.getModifiers(), type))
                .map(Signature::of)
                .forEach(members::add);
        if (level.equals(type) && !type.isEnum()) {
            Arrays.stream(level.getDeclaredConstructors())
                    .filter(made -> !made.isSynthetic() && isVisible(made.getModifiers(), type) && !isCanonical(made))
                    .map(Signature::of)
                    .forEach(members::add);
        }
        Arrays.stream(level.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && isVisible(method.getModifiers(), type))
                .filter(method -> !isOfCourse(method))
                .map(Signature::of)
                .forEach(members::add);
    }

    private boolean isCanonical(Constructor<?> constructor) {
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    private boolean isOfCourse(Method method) {
        if (type.isEnum() && Set.of("values", "valueOf").contains(method.getName())) {
            return true;
        }
        boolean ofComponent = type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getAccessor().equals(method));
        return ofComponent
                || (OF_EVERY_OBJECT.contains(method.getName())
                        && method.getParameterCount() == (method.getName().equals("equals") ? 1 : 0));
    }

    /** Protected is visible where there is somebody to extend the type: it is neither final nor sealed. */
    private static boolean isVisible(int modifiers, Class<?> owner) {
        return Modifier.isPublic(modifiers)
                || (Modifier.isProtected(modifiers)
                        && owner != null
                        && !Modifier.isFinal(owner.getModifiers())
                        && !owner.isSealed());
    }
}
