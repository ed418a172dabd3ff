package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.OPERATION_TYPE;

import dev.eventsource.otel.EventSourceTelemetry.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.workflow.OperationContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** The attempts of operations. */
record OperationSight(Tracer tracer, HandlerMetrics metrics, Options options) implements Sight<OperationContext> {

    @Override
    public Span begin(OperationContext context) {
        Operation operation = context.operation();
        Span span = Origin.of(operation)
                .place(
                        tracer.spanBuilder("attempt " + operation.type())
                                .setSpanKind(SpanKind.CONSUMER)
                                .setAttribute(OPERATION_TYPE, operation.type()),
                        options)
                .startSpan();
        span.setAttribute(Conventions.OPERATION_ID, operation.id())
                .setAttribute(Conventions.OPERATION_ATTEMPT, (long) context.attempt())
                .setAttribute(Conventions.OPERATION_CHANNEL, operation.channel());
        if (!operation.tenant().isEmpty()) {
            span.setAttribute(Conventions.TENANT, operation.tenant());
        }
        return span;
    }

    @Override
    public void ended(Outcome outcome, @Nullable Throwable failure, double seconds, OperationContext context) {
        metrics.attempted(Attributes.of(OPERATION_TYPE, context.operation().type()), outcome, failure, seconds);
    }
}
