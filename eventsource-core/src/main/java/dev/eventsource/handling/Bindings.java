// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static java.util.stream.Collectors.toCollection;

import dev.eventsource.codec.EventTypes;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which class of event has which handler: at most one each, and all revisions of a name or none. */
final class Bindings {

    private final EventTypes known;
    private final Map<Class<?>, Binding> byClass = new HashMap<>();
    private final Set<String> types;

    private Bindings(List<Binding> found, EventTypes known) {
        this.known = known;
        found.forEach(this::add);
        this.types = Collections.unmodifiableSet(names());
        checkRevisions();
    }

    /** Throws {@link IllegalArgumentException} if they do not fit each other or what is known. */
    static Bindings of(List<Binding> found, EventTypes known) {
        return new Bindings(found, known);
    }

    @Nullable
    Binding forClass(Class<?> type) {
        return byClass.get(type);
    }

    Class<?>[] classes() {
        return byClass.keySet().toArray(Class<?>[]::new);
    }

    private void add(Binding binding) {
        for (Class<?> type : EventTypes.concrete(binding.type())) {
            EventTypes.Entry entry = known.find(type).orElseThrow(() -> unknown(binding, type));
            Binding other = byClass.putIfAbsent(type, binding);
            if (other != null) {
                throw new IllegalArgumentException("Both " + other.name() + " and " + binding.name() + " handle "
                        + entry.name() + " (" + type.getName() + "); there can be one only");
            }
        }
    }

    /** Sorted, for messages. */
    private Set<String> names() {
        return known.entries().stream()
                .filter(entry -> byClass.containsKey(entry.type()))
                .map(EventTypes.Entry::name)
                .collect(toCollection(TreeSet::new));
    }

    private IllegalArgumentException unknown(Binding binding, Class<?> type) {
        String reason;
        if (type != binding.type()) {
            reason = binding.type().getName() + " permits " + type.getName()
                    + ", of which the codec knows no event type; name it to the codec";
        } else if (Modifier.isAbstract(type.getModifiers()) && !type.isPrimitive()) {
            reason = type.getName() + " is abstract and not sealed; seal it, or handle the classes of its events";
        } else {
            reason = type.getName() + " is no event type that the codec knows; name it to the codec, or handle"
                    + " another class";
        }
        return new IllegalArgumentException(binding.name() + ": " + reason + ". Known are " + known);
    }

    private void checkRevisions() {
        for (EventTypes.Entry entry : known.entries()) {
            if (types.contains(entry.name()) && !byClass.containsKey(entry.type())) {
                throw new IllegalArgumentException(entry.name() + " is handled, but not its revision "
                        + entry.revision() + ": add a handler for "
                        + entry.type().getName()
                        + ", or take that class out of the codec and bring old events up to the next revision");
            }
        }
    }
}
