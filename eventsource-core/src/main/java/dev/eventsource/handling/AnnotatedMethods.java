// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The methods of a class that have {@link Handles}, each once, however often it is overridden. */
public final class AnnotatedMethods {

    private final List<Method> found = new ArrayList<>();
    private final List<Method> bridges = new ArrayList<>();

    private AnnotatedMethods() {}

    /** Throws {@link IllegalArgumentException} if there is none. */
    public static List<Method> of(Class<?> type) {
        AnnotatedMethods methods = new AnnotatedMethods();
        levels(type).forEach(methods::look);
        if (methods.found.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " has no method with @Handles; annotate one, like"
                    + " @Handles void on(LoanApproved event), and hand over an object of its class");
        }
        return methods.found;
    }

    /** The class and those it inherits from, the most specific first. */
    private static Set<Class<?>> levels(Class<?> type) {
        Set<Class<?>> levels = new LinkedHashSet<>();
        for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
            levels.add(level);
        }
        for (Class<?> level : List.copyOf(levels)) {
            addInterfaces(level, levels);
        }
        return levels;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> levels) {
        levels.addAll(Arrays.asList(type.getInterfaces()));
        for (Class<?> parent : type.getInterfaces()) {
            addInterfaces(parent, levels);
        }
    }

    private void look(Class<?> level) {
        Method[] methods = level.getDeclaredMethods();
        // for the same message every time
        Arrays.sort(methods, Comparator.comparing(Method::toString));
        for (Method method : methods) {
            if (!method.isAnnotationPresent(Handles.class)) {
                continue;
            }
            if (method.isBridge()) {
                bridges.add(method);
            } else if (!isOverridden(method, found) && !isMadeConcrete(method)) {
                found.add(method);
            }
        }
    }

    private static boolean isOverridden(Method method, List<Method> others) {
        return others.stream().anyMatch(other -> overrides(other, method));
    }

    /**
     * Of {@code on(E)} in a generic class, the {@code on(LoanApproved)} of a subclass is the handler. The compiler
     * connects them by an {@code on(Object)} with the annotations of the latter.
     */
    private boolean isMadeConcrete(Method method) {
        Type[] declared = method.getGenericParameterTypes();
        return !Arrays.equals(declared, method.getParameterTypes()) && isOverridden(method, bridges);
    }

    private static boolean overrides(Method method, Method inherited) {
        int modifiers = inherited.getModifiers();
        return method.getName().equals(inherited.getName())
                && Arrays.equals(method.getParameterTypes(), inherited.getParameterTypes())
                && !Modifier.isStatic(modifiers | method.getModifiers())
                && !Modifier.isPrivate(modifiers | method.getModifiers())
                && (Modifier.isPublic(modifiers)
                        || Modifier.isProtected(modifiers)
                        || method.getDeclaringClass()
                                .getPackageName()
                                .equals(inherited.getDeclaringClass().getPackageName()));
    }
}
