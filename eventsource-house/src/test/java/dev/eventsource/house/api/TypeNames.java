// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes types as they are used: with their arguments, and with a {@code ?} behind what may be null. Names are whole, but
 * for {@code java.lang}.
 */
final class TypeNames {

    private TypeNames() {}

    static String of(AnnotatedType type) {
        return text(type) + (type.isAnnotationPresent(Nullable.class) ? "?" : "");
    }

    static String of(AnnotatedType[] types) {
        return Arrays.stream(types).map(TypeNames::of).collect(joining(", "));
    }

    /** A class without its arguments. */
    static String of(Class<?> type) {
        String name = type.getCanonicalName();
        return type.getPackageName().equals("java.lang") ? name.replaceFirst("^java\\.lang\\.", "") : name;
    }

    /** {@code <T extends Foo, R>}, or nothing. */
    static String parameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(TypeNames::parameter).collect(joining(", ", "<", ">"));
    }

    private static String parameter(TypeVariable<?> variable) {
        String bounds =
                Arrays.stream(variable.getAnnotatedBounds()).map(TypeNames::of).collect(joining(" & "));
        return bounds.equals("Object") ? variable.getName() : variable.getName() + " extends " + bounds;
    }

    private static String text(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType array) {
            return of(array.getAnnotatedGenericComponentType()) + "[]";
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            Class<?> raw = (Class<?>) ((ParameterizedType) type.getType()).getRawType();
            return of(raw) + "<" + of(parameterized.getAnnotatedActualTypeArguments()) + ">";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            return wildcard(wildcard);
        }
        return type.getType() instanceof Class<?> plain
                ? of(plain)
                : type.getType().getTypeName();
    }

    private static String wildcard(AnnotatedWildcardType type) {
        if (type.getAnnotatedLowerBounds().length > 0) {
            return "? super " + of(type.getAnnotatedLowerBounds());
        }
        String bounds = of(type.getAnnotatedUpperBounds());
        return bounds.equals("Object") ? "?" : "? extends " + bounds;
    }
}
