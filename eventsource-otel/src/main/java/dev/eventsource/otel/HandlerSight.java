// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.HANDLER;

import dev.eventsource.otel.EventSourceTelemetry.Options;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Whatever a handler with a name gets, events or not. */
record HandlerSight(Tracer tracer, HandlerMetrics metrics, Options options, String name) implements Sight<Object> {

    @Override
    public Context begin(Object thing) {
        Origin origin = Origin.of(thing);
        SpanBuilder builder = tracer.spanBuilder("process " + name).setAttribute(HANDLER, name);
        if (!origin.events().isEmpty()) {
            builder.setSpanKind(SpanKind.CONSUMER)
                    .setAttribute(Conventions.MESSAGING_SYSTEM, Systems.OTHER)
                    .setAttribute(Conventions.MESSAGING_OPERATION, "process")
                    .setAttribute(Conventions.MESSAGING_OPERATION_TYPE, "process");
        }
        return origin.begin(builder, options);
    }

    @Override
    public void ended(Outcome outcome, @Nullable Throwable failure, double seconds, Object thing) {
        metrics.handled(Attributes.of(HANDLER, name), outcome, failure, seconds);
    }
}
