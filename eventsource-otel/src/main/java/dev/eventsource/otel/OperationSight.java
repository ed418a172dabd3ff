// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.OPERATION_TYPE;

import dev.eventsource.otel.EventSourceTelemetry.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.workflow.OperationContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** The attempts of operations. */
record OperationSight(Tracer tracer, HandlerMetrics metrics, Options options) implements Sight<OperationContext> {

    @Override
    public Context begin(OperationContext context) {
        Operation operation = context.operation();
        Context begun = Origin.of(operation)
                .begin(
                        tracer.spanBuilder("attempt " + operation.type())
                                .setSpanKind(SpanKind.CONSUMER)
                                .setAttribute(OPERATION_TYPE, operation.type()),
                        options);
        Span span = Span.fromContext(begun);
        span.setAttribute(Conventions.OPERATION_ID, operation.id())
                .setAttribute(Conventions.OPERATION_ATTEMPT, (long) context.attempt())
                .setAttribute(Conventions.OPERATION_CHANNEL, operation.channel());
        if (!operation.tenant().isEmpty()) {
            span.setAttribute(Conventions.TENANT, operation.tenant());
        }
        return begun;
    }

    @Override
    public void ended(Outcome outcome, @Nullable Throwable failure, double seconds, OperationContext context) {
        metrics.attempted(Attributes.of(OPERATION_TYPE, context.operation().type()), outcome, failure, seconds);
    }
}
