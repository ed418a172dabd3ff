package dev.eventsource.otel;

import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The W3C trace context in the metadata of events: always that one, as the log outlives what a process has configured. */
final class TraceContext {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final Map<String, String> entries = new TreeMap<>();

    /** That of the span in this context. */
    TraceContext(Context context) {
        W3C.inject(context, entries, (carrier, name, value) -> entries.put(name, value));
    }

    /** Has somebody begun a trace, of which what this thread does is a part? */
    static boolean isActive() {
        return Span.current().getSpanContext().isValid();
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
        Map<String, String> more = new TreeMap<>(metadata.entries());
        more.putAll(entries);
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
