// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import static java.util.stream.Collectors.joining;

import dev.eventsource.codec.EventTypes;
import dev.eventsource.handling.AnnotatedMethods;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The methods of one {@link DeclarativeAggregate} class: looked up and checked once. Thread-safe. */
final class EvolvingMethods {

    private static final Logger log = LoggerFactory.getLogger(DeclarativeAggregate.class);
    private static final MethodType CALL = MethodType.methodType(Object.class, Object.class, Object.class);
    private static final ClassValue<EvolvingMethods> KNOWN = new ClassValue<>() {
        @Override
        protected EvolvingMethods computeValue(Class<?> type) {
            return new EvolvingMethods(type);
        }
    };

    private final Class<?> aggregate;
    private final Map<Class<?>, Method> byEvent = new HashMap<>();
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    private EvolvingMethods(Class<?> aggregate) {
        this.aggregate = aggregate;
        Map<TypeVariable<?>, Type> meant = meant(aggregate);
        Class<?> state = raw(DeclarativeAggregate.class.getTypeParameters()[0], meant);
        for (java.lang.reflect.Method method : AnnotatedMethods.of(aggregate)) {
            add(Method.of(method, state, raw(method.getGenericReturnType(), meant)));
        }
    }

    /** Throws {@link IllegalArgumentException} if there is none, or one cannot be what it says. */
    static EvolvingMethods of(Class<?> aggregate) {
        return KNOWN.get(aggregate);
    }

    @Nullable
    Method find(Class<?> event) {
        return byEvent.get(event);
    }

    void checkKnown(Class<?> events, EventTypes known) {
        byEvent.forEach((type, method) -> {
            if (!events.isAssignableFrom(type) || known.find(type).isEmpty()) {
                throw new IllegalArgumentException(method.name + " is for " + type.getName()
                        + ", which is no event of this aggregate: its events are " + events.getName()
                        + ", and the codec knows " + known);
            }
        });
    }

    void checkComplete(Class<?> events) {
        List<String> missing = EventTypes.concrete(events).stream()
                .filter(type -> !byEvent.containsKey(type))
                .map(Class::getName)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(aggregate.getName() + " has no method with @Handles for "
                    + String.join(", ", missing) + "; add one, or choose Unhandled.IGNORE or WARN");
        }
    }

    void warn(Class<?> event) {
        if (warned.add(event)) {
            log.warn(
                    "{} has no method with @Handles for {}, which changes nothing",
                    aggregate.getName(),
                    event.getName());
        }
    }

    private void add(Method method) {
        for (Class<?> type : EventTypes.concrete(method.event)) {
            Method other = byEvent.putIfAbsent(type, method);
            if (other != null) {
                throw new IllegalArgumentException("Both " + other.name + " and " + method.name + " handle "
                        + type.getName() + "; there can be one only");
            }
        }
    }

    /** What the type parameters of the classes above it are, as far as they say it. */
    private static Map<TypeVariable<?>, Type> meant(Class<?> aggregate) {
        Map<TypeVariable<?>, Type> meant = new HashMap<>();
        for (Class<?> level = aggregate; level != DeclarativeAggregate.class; level = level.getSuperclass()) {
            if (level.getGenericSuperclass() instanceof ParameterizedType declared) {
                TypeVariable<?>[] parameters = level.getSuperclass().getTypeParameters();
                for (int n = 0; n < parameters.length; n++) {
                    meant.put(parameters[n], declared.getActualTypeArguments()[n]);
                }
            }
        }
        return meant;
    }

    private static Class<?> raw(@Nullable Type type, Map<TypeVariable<?>, Type> meant) {
        if (type instanceof TypeVariable<?> parameter) {
            return raw(meant.getOrDefault(parameter, parameter.getBounds()[0]), meant);
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType(), meant);
        }
        return type instanceof Class<?> named ? named : Object.class;
    }

    /** One of them. */
    record Method(String name, Class<?> event, MethodHandle handle) {

        static Method of(java.lang.reflect.Method method, Class<?> state, Class<?> returned) {
            String name = method.getDeclaringClass().getName() + "#" + method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(joining(", ", "(", ")"));
            check(!Modifier.isStatic(method.getModifiers()), name + " is static; make it a method of the aggregate");
            check(
                    method.getParameterCount() == 1 && method.getGenericParameterTypes()[0] instanceof Class,
                    name + " must take the event, named by its class, and nothing else");
            check(
                    state.isAssignableFrom(returned),
                    name + " returns " + returned.getSimpleName() + "; it must return the state after the event, a "
                            + state.getSimpleName());
            check(
                    method.trySetAccessible(),
                    name + " cannot be called; open the package "
                            + method.getDeclaringClass().getPackageName() + " to dev.eventsource.core");
            return new Method(name, method.getParameterTypes()[0], handle(method));
        }

        Object apply(Object aggregate, Object event) {
            Object after = call(aggregate, event);
            if (after == null) {
                throw new IllegalStateException(name + " returned null; it must return the state after the event");
            }
            return after;
        }

        private @Nullable Object call(Object aggregate, Object event) {
            try {
                return handle.invokeExact(aggregate, event);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(
                        name + " threw a checked exception; an event has happened, nothing may fail", e);
            }
        }

        private static MethodHandle handle(java.lang.reflect.Method method) {
            try {
                return MethodHandles.lookup().unreflect(method).asType(CALL);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(method + " was accessible a moment ago", e);
            }
        }

        private static void check(boolean right, String otherwise) {
            if (!right) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
