// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The W3C trace context in the metadata of events: always that one, as the log outlives what a process has configured. */
final class TraceContext {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final W3CBaggagePropagator BAGGAGE = W3CBaggagePropagator.getInstance();
    private static final String BAGGAGE_ENTRY = "baggage";

    private final Map<String, String> entries = new TreeMap<>();

    /** That of the span in this context, with those entries of its baggage. */
    TraceContext(Context context, Set<String> baggage) {
        W3C.inject(context, entries, (carrier, name, value) -> entries.put(name, value));
        if (!baggage.isEmpty()) {
            BAGGAGE.inject(
                    Context.root().with(allowed(Baggage.fromContext(context), baggage)),
                    entries,
                    (carrier, name, value) -> entries.put(name, value));
        }
    }

    /** Has somebody begun a trace, of which what this thread does is a part? */
    static boolean isActive() {
        return Span.current().getSpanContext().isValid();
    }

    /** The baggage of an event, as it is written; "" if it has none. */
    static String baggage(Metadata metadata) {
        return metadata.get(BAGGAGE_ENTRY).orElse("");
    }

    /** The context with those entries of baggage, unless it has some of its own. */
    static Context with(Context context, String written, Set<String> names) {
        if (written.isEmpty() || !Baggage.fromContext(context).isEmpty()) {
            return context;
        }
        Metadata carrier = Metadata.none().with(BAGGAGE_ENTRY, written);
        Baggage found = Baggage.fromContext(BAGGAGE.extract(Context.root(), carrier, Getter.INSTANCE));
        return context.with(allowed(found, names));
    }

    private static Baggage allowed(Baggage baggage, Set<String> names) {
        BaggageBuilder allowed = Baggage.builder();
        baggage.forEach((name, entry) -> {
            if (names.contains(name)) {
                allowed.put(name, entry.getValue());
            }
        });
        return allowed.build();
    }

    /** Which span an event came from; invalid if it does not say so. */
    static SpanContext of(Metadata metadata) {
        return metadata.traceparent().isEmpty()
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), metadata, Getter.INSTANCE))
                        .getSpanContext();
    }

    /** The event with this context, if it had none. */
    EventData into(EventData event) {
        return event.withMetadata(into(event.metadata()));
    }

    /** The metadata with this context, if they had none. */
    Metadata into(Metadata metadata) {
        if (metadata.get(Metadata.TRACEPARENT).isPresent()
                || metadata.get(Metadata.TRACESTATE).isPresent()) {
            return metadata;
        }
        Map<String, String> more = new TreeMap<>(entries);
        more.putAll(metadata.entries());
        try {
            return Metadata.of(more);
        } catch (IllegalArgumentException e) {
            // They are full to the limit: a trace is no reason to refuse an event.
            return metadata;
        }
    }

    private enum Getter implements TextMapGetter<Metadata> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable Metadata carrier, String key) {
            return carrier == null ? null : carrier.entries().get(key);
        }
    }
}
