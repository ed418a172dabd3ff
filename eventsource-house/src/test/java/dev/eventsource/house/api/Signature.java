// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One member of a type, in one line. Lines say what a caller or an implementer can see: that a member is public is not said,
 * nor how its parameters are called.
 *
 * @param rank constants before constructors before methods
 * @param name by which members of one kind are sorted
 */
record Signature(int rank, String name, String line) implements Comparable<Signature> {

    private static final Comparator<Signature> ORDER = Comparator.comparingInt(Signature::rank)
            .thenComparing(Signature::name)
            .thenComparing(Signature::line);

    static Signature of(Field field) {
        if (field.isEnumConstant()) {
            return new Signature(0, field.getName(), "constant " + field.getName());
        }
        return new Signature(
                1,
                field.getName(),
                modifiers(field) + TypeNames.of(field.getAnnotatedType()) + " " + field.getName() + value(field));
    }

    static Signature of(Constructor<?> constructor) {
        return new Signature(2, "", modifiers(constructor) + "new" + called(constructor));
    }

    static Signature of(Method method) {
        String kind = method.isDefault() ? "default " : "";
        String parameters = TypeNames.parameters(method.getTypeParameters());
        String fallback = method.getDefaultValue() == null ? "" : " default " + text(method.getDefaultValue());
        return new Signature(
                3,
                method.getName(),
                kind + modifiers(method) + (parameters.isEmpty() ? "" : parameters + " ")
                        + TypeNames.of(method.getAnnotatedReturnType()) + " " + method.getName() + called(method)
                        + fallback);
    }

    @Override
    public int compareTo(Signature other) {
        return ORDER.compare(this, other);
    }

    private static String called(Executable executable) {
        String parameters = TypeNames.of(executable.getAnnotatedParameterTypes());
        if (executable.isVarArgs()) {
            parameters = parameters.replaceFirst("\\[](\\??)$", "...$1");
        }
        AnnotatedType[] thrown = executable.getAnnotatedExceptionTypes();
        return "(" + parameters + ")" + (thrown.length == 0 ? "" : " throws " + TypeNames.of(thrown));
    }

    private static <M extends java.lang.reflect.AnnotatedElement & Member> String modifiers(M member) {
        int relevant = Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        if (member instanceof Method
                && Modifier.isFinal(member.getDeclaringClass().getModifiers())) {
            relevant &= ~Modifier.FINAL;
        }
        String text = Modifier.toString(member.getModifiers() & relevant);
        return Stream.of(member.isAnnotationPresent(Deprecated.class) ? "@Deprecated" : "", text)
                .filter(word -> !word.isEmpty())
                .map(word -> word + " ")
                .reduce("", String::concat);
    }

    /** What the compiler copies into the classes of others. */
    private static String value(Field field) {
        boolean copied = field.getType().isPrimitive() || field.getType() == String.class;
        if (!copied || !Modifier.isStatic(field.getModifiers()) || !Modifier.isFinal(field.getModifiers())) {
            return "";
        }
        try {
            field.setAccessible(true);
            return " = " + text(field.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " cannot be read", e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Object[] values) {
            return Arrays.stream(values).map(Signature::text).toList().toString();
        }
        return value instanceof String string
                ? '"' + string.replace("\n", "\\n") + '"'
                : value instanceof Class<?> type ? TypeNames.of(type) : value.toString();
    }
}
