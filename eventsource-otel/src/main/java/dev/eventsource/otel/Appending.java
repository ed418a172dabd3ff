// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.stream.Stream;

/** An append while it is done. If its caller is part of a trace, the events are told, and keep it. */
final class Appending {

    /** How many types a span names; more say nothing to the reader. */
    private static final int TYPES = 16;

    private final Append append;
    private final Observed observed;

    Appending(Database database, Append append) {
        boolean traced = TraceContext.isActive();
        this.observed = database.append(category(append), append.size());
        this.append = traced ? with(new TraceContext(observed.context(), database.baggage()), append) : append;
        if (observed.span().isRecording()) {
            describe(observed.span(), append);
        }
    }

    Append append() {
        return append;
    }

    Observed observed() {
        return observed;
    }

    void stored(AppendResult result) {
        observed.span()
                .setAttribute(Conventions.FIRST_POSITION, result.firstPosition())
                .setAttribute(Conventions.LAST_POSITION, result.lastPosition());
    }

    private static void describe(Span span, Append append) {
        span.setAttribute(Conventions.EVENTS, (long) append.size());
        if (append.writes().size() == 1) {
            describe(span, append.writes().get(0).stream());
        }
        span.setAttribute(
                Conventions.EVENT_TYPES, types(append.writes().stream().flatMap(write -> write.events().stream())));
    }

    static List<String> types(Stream<EventData> events) {
        return events.map(EventData::type).distinct().limit(TYPES).toList();
    }

    /** Not its key, which may be somebody's. */
    static void describe(Span span, StreamId stream) {
        span.setAttribute(Conventions.CATEGORY, stream.category());
        if (!stream.tenant().isEmpty()) {
            span.setAttribute(Conventions.TENANT, stream.tenant());
        }
    }

    private static String category(Append append) {
        String first = append.writes().get(0).stream().category();
        return append.writes().stream()
                        .allMatch(write -> write.stream().category().equals(first))
                ? first
                : "";
    }

    private static Append with(TraceContext context, Append append) {
        List<Write> writes = append.writes().stream()
                .map(write -> new Write(
                        write.stream(),
                        write.expected(),
                        write.events().stream().map(context::into).toList()))
                .toList();
        return new Append(writes, append.conditions());
    }
}
