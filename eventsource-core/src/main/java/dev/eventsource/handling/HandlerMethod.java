// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static java.util.stream.Collectors.joining;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Function;

/** A method of an object as a handler: its signature is checked and its arguments are prepared once, not per event. */
final class HandlerMethod {

    private final Method method;
    private final String name;

    private HandlerMethod(Method method) {
        this.method = method;
        this.name = method.getDeclaringClass().getName() + "#" + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(joining(", ", "(", ")"));
    }

    /** Throws {@link IllegalArgumentException} if it cannot be a handler. */
    static Binding bind(Method method, Object target) {
        HandlerMethod handler = new HandlerMethod(method);
        handler.check();
        MethodHandle handle = handler.handle(target);
        return new Binding(handler.name, method.getParameterTypes()[0], new Invocation(handle));
    }

    private void check() {
        if (Modifier.isStatic(method.getModifiers())) {
            throw wrong("is static; a handler is a method of its object");
        }
        if (method.getReturnType() != void.class) {
            throw wrong("returns " + method.getReturnType().getSimpleName()
                    + ", which nobody would look at; return nothing, and throw if it fails");
        }
        if (method.getParameterCount() == 0) {
            throw wrong("has no parameter; the first one is the event");
        }
        if (!(method.getGenericParameterTypes()[0] instanceof Class)) {
            throw wrong("is for the generic " + method.getGenericParameterTypes()[0]
                    + "; its first parameter must name the class of the event");
        }
    }

    private MethodHandle handle(Object target) {
        if (!method.trySetAccessible()) {
            throw wrong("cannot be called; open the package "
                    + method.getDeclaringClass().getPackageName() + " to dev.eventsource.core");
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle argument =
                    lookup.findVirtual(Function.class, "apply", MethodType.methodType(Object.class, Object.class));
            return fromDelivered(lookup.unreflect(method).bindTo(target).asFixedArity(), argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " was accessible a moment ago", e);
        }
    }

    /** From {@code (event, a, b, …)} to {@code (event, delivered)}. */
    private MethodHandle fromDelivered(MethodHandle bound, MethodHandle argument) {
        MethodType wanted = bound.type();
        MethodHandle handle = bound;
        for (int i = 1; i < wanted.parameterCount(); i++) {
            Class<?> type = wanted.parameterType(i);
            Function<Delivered, ?> source = Argument.of(type, name)
                    .orElseThrow(() ->
                            wrong("wants a " + type.getSimpleName() + ", which no delivery has; " + Argument.CHOICE));
            handle = MethodHandles.filterArguments(
                    handle, i, argument.bindTo(source).asType(MethodType.methodType(type, Delivered.class)));
        }
        int[] order = new int[wanted.parameterCount()];
        Arrays.fill(order, 1, order.length, 1);
        MethodType given = MethodType.methodType(void.class, wanted.parameterType(0), Delivered.class);
        return MethodHandles.permuteArguments(handle, given, order).asType(Invocation.TYPE);
    }

    private IllegalArgumentException wrong(String reason) {
        return new IllegalArgumentException(name + " " + reason);
    }

    private record Invocation(MethodHandle handle) implements Binding.Call {

        static final MethodType TYPE = MethodType.methodType(void.class, Object.class, Delivered.class);

        @Override
        public void with(Object event, Delivered delivered) throws Exception {
            try {
                handle.invokeExact(event, delivered);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("A handler threw what is neither exception nor error", e);
            }
        }
    }
}
