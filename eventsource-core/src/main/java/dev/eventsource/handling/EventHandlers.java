// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Hands each event, as an object, to the one handler for its class; ignores the others. Everything is looked up and
 * checked when this is built. As thread-safe as the handlers are.
 *
 * <p>A handler for a sealed interface or class gets all that it permits. No class may have two. Of a name with several
 * revisions, all classes must have a handler, or old events would pass by in silence.
 */
public final class EventHandlers implements Handler<Delivered> {

    private final EventCodec codec;
    private final Bindings bindings;
    private final Set<String> stored;

    private EventHandlers(EventCodec codec, Bindings bindings) {
        this.codec = codec;
        this.bindings = bindings;
        this.stored = Collections.unmodifiableSet(codec.storedNames(bindings.classes()));
    }

    /**
     * The methods of this object that are annotated with {@link Handles}, inherited ones included.
     *
     * @throws IllegalArgumentException if there is none, or one cannot be what it says; the message names the method,
     *     what is wrong with it, and what to do
     */
    public static EventHandlers of(Object target, EventCodec codec) {
        List<Binding> found = AnnotatedMethods.of(target.getClass()).stream()
                .map(method -> HandlerMethod.bind(method, target))
                .toList();
        return new EventHandlers(codec, Bindings.of(found, codec.types()));
    }

    /** Handlers that are functions. */
    public static Builder builder(EventCodec codec) {
        return new Builder(codec);
    }

    /** Every name under which what is handled may be stored, older ones included. */
    public Set<String> types() {
        return stored;
    }

    /** All events that are handled. */
    public EventQuery query() {
        return EventQuery.all().ofType(stored.toArray(String[]::new));
    }

    /** Are events of this name handled? */
    public boolean handles(String type) {
        return stored.contains(type);
    }

    /**
     * Hands the event to its handler, whose exceptions pass through as they are. An event that, decoded, is of a class
     * without a handler is ignored like one of a name without.
     *
     * @throws CodecException if it is handled but cannot be decoded
     * @throws IllegalStateException if the handler wants what this delivery does not have
     */
    @Override
    public void handle(Delivered delivered) throws Exception {
        RecordedEvent recorded = delivered.recorded();
        if (!handles(recorded.event().type())) {
            return;
        }
        for (Object event : codec.on(delivered.storage()).decode(recorded)) {
            Binding binding = bindings.forClass(event.getClass());
            if (binding != null) {
                binding.call().with(event, delivered);
            }
        }
    }

    /** A function of the event and how it is stored. */
    @FunctionalInterface
    public interface OfRecorded<E> {
        /** Handles one; what it throws is a failed attempt. */
        void handle(E event, RecordedEvent recorded) throws Exception;
    }

    /** A function of the event, how it is stored, and the storage to write through; see {@link Delivered}. */
    @FunctionalInterface
    public interface OfDelivered<E> {
        /** Handles one; what it throws is a failed attempt. */
        void handle(E event, RecordedEvent recorded, Storage storage) throws Exception;
    }

    /** Collects functions; what is wrong with them is said by {@link #build}. */
    public static final class Builder {

        private final EventCodec codec;
        private final List<Binding> found = new ArrayList<>();

        private Builder(EventCodec codec) {
            this.codec = codec;
        }

        /** Events of this class, or of all that it permits if it is sealed, go here. */
        public <E> Builder on(Class<E> type, Handler<? super E> handler) {
            return on(type, (event, recorded, storage) -> handler.handle(event));
        }

        /** See {@link #on(Class, Handler)}. */
        public <E> Builder on(Class<E> type, OfRecorded<? super E> handler) {
            return on(type, (event, recorded, storage) -> handler.handle(event, recorded));
        }

        /** See {@link #on(Class, Handler)}. */
        public <E> Builder on(Class<E> type, OfDelivered<? super E> handler) {
            found.add(new Binding(
                    "on(" + type.getSimpleName() + ".class, …)",
                    type,
                    (event, delivered) -> handler.handle(type.cast(event), delivered.recorded(), delivered.storage())));
            return this;
        }

        /**
         * The handlers.
         *
         * @throws IllegalArgumentException if there is none, a class is unknown to the codec, or one has two handlers
         */
        public EventHandlers build() {
            if (found.isEmpty()) {
                throw new IllegalArgumentException("Nothing would be handled: call on(…) at least once");
            }
            return new EventHandlers(codec, Bindings.of(found, codec.types()));
        }
    }
}
