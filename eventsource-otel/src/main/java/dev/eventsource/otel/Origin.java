// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.subscription.Batch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The events with which something is done, and the traces they come from.
 *
 * <p>What is done with events of one trace soon after is part of it. What is done with events of several traces, in the
 * course of another one, or long after, as in a replay, is linked to them: a trace that goes on for months is of no use.
 *
 * @param events none if it is no event
 * @param contexts of those spans that appended them, each once
 * @param baggage all kinds of it that they have
 * @param oldest when the oldest of them was recorded
 */
record Origin(List<RecordedEvent> events, Set<SpanContext> contexts, Set<String> baggage, Instant oldest) {

    /** How many links a span gets; the SDK keeps no more, unless it is told to. */
    private static final int LINKS = 128;

    private static final Origin NONE = new Origin(List.of(), Set.of(), Set.of(), Instant.MAX);

    /** Of whatever a handler may get. */
    static Origin of(Object thing) {
        if (thing instanceof Delivered delivered) {
            return of(List.of(delivered.recorded()));
        }
        if (thing instanceof Message message) {
            return of(List.of(message.recorded()));
        }
        if (thing instanceof Batch batch) {
            return of(batch.events());
        }
        return thing instanceof RecordedEvent event ? of(List.of(event)) : NONE;
    }

    static Origin of(List<RecordedEvent> events) {
        Set<SpanContext> contexts = new LinkedHashSet<>();
        Set<String> baggage = new LinkedHashSet<>();
        Instant oldest = Instant.MAX;
        for (RecordedEvent event : events) {
            SpanContext context = TraceContext.of(event.event().metadata());
            if (context.isValid()) {
                contexts.add(context);
            }
            baggage.add(TraceContext.baggage(event.event().metadata()));
            oldest = event.recordedAt().isBefore(oldest) ? event.recordedAt() : oldest;
        }
        return new Origin(events, contexts, baggage, oldest);
    }

    /** Of an operation. */
    static Origin of(Operation operation) {
        SpanContext context = TraceContext.of(operation.metadata());
        return new Origin(
                List.of(),
                context.isValid() ? Set.of(context) : Set.of(),
                Set.of(TraceContext.baggage(operation.metadata())),
                operation.submittedAt());
    }

    /** Begins the span where it belongs, and says what it is about; with the baggage that all events share. */
    Context begin(SpanBuilder builder, Options options) {
        Span span = place(builder, options).startSpan();
        describe(span);
        Context context = Context.current().with(span);
        return options.baggage().isEmpty() || baggage.size() != 1
                ? context
                : TraceContext.with(context, baggage.iterator().next(), options.baggage());
    }

    private SpanBuilder place(SpanBuilder span, Options options) {
        if (contexts.size() == 1
                && !TraceContext.isActive()
                && !oldest.isBefore(options.clock().instant().minus(options.sameTrace()))) {
            return span.setParent(
                    Context.current().with(Span.wrap(contexts.iterator().next())));
        }
        contexts.stream().limit(LINKS).forEach(span::addLink);
        return span;
    }

    /** Not the keys of streams, which may be somebody's. */
    private void describe(Span span) {
        if (events.isEmpty() || !span.isRecording()) {
            return;
        }
        span.setAttribute(
                Conventions.EVENT_TYPES, Appending.types(events.stream().map(RecordedEvent::event)));
        RecordedEvent first = events.get(0);
        if (events.size() == 1) {
            EventData event = first.event();
            span.setAttribute(Conventions.MESSAGING_ID, event.id().toString());
            Appending.describe(span, first.stream());
        } else {
            span.setAttribute(Conventions.MESSAGING_COUNT, (long) events.size());
        }
        if (first.position() > 0) {
            span.setAttribute(Conventions.FIRST_POSITION, first.position());
            span.setAttribute(
                    Conventions.LAST_POSITION, events.get(events.size() - 1).position());
        }
    }
}
