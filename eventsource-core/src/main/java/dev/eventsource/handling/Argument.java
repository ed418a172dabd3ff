// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a handler can ask for besides the event, and where in the delivery it comes from. */
final class Argument {

    static final String CHOICE =
            "after the event it may ask for RecordedEvent, Storage, and what a storage offers, like"
                    + " java.sql.Connection";

    /** Packages of values, which are in the event and not in the delivery. */
    private static final Set<String> VALUES = Set.of("java.lang", "java.util", "java.time", "java.math");

    private Argument() {}

    /** From the delivery to an argument of this type; empty if no delivery can have one. */
    static Optional<Function<Delivered, ?>> of(Class<?> type, String handler) {
        if (type == RecordedEvent.class) {
            return Optional.of(Delivered::recorded);
        }
        if (type == Storage.class) {
            return Optional.of(Delivered::storage);
        }
        if (type.isPrimitive()
                || type.isArray()
                || type.isRecord()
                || type.isEnum()
                || VALUES.contains(type.getPackageName())) {
            return Optional.empty();
        }
        return Optional.of(delivered -> delivered.storage().unwrap(type).orElseThrow(() -> missing(type, handler)));
    }

    private static IllegalStateException missing(Class<?> type, String handler) {
        return new IllegalStateException(handler + " wants a " + type.getName()
                + ", which this delivery does not have. Deliver exactly once, in a transaction of the storage that the "
                + type.getSimpleName() + " belongs to, or take it out of the handler's parameters");
    }
}
