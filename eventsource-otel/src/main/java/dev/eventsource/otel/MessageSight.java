// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.bus.Message;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a group gets.
 *
 * @param group system, topic and group
 */
record MessageSight(Tracer tracer, BusMetrics metrics, Options options, String topic, Attributes group)
        implements Sight<Message> {

    @Override
    public Context begin(Message message) {
        return Origin.of(message)
                .begin(
                        tracer.spanBuilder("process " + topic)
                                .setSpanKind(SpanKind.CONSUMER)
                                .setAllAttributes(group)
                                .setAttribute(Conventions.MESSAGING_OPERATION, "process")
                                .setAttribute(Conventions.MESSAGING_OPERATION_TYPE, "process"),
                        options);
    }

    @Override
    public void ended(Outcome outcome, @Nullable Throwable failure, double seconds, Message message) {
        metrics.processed(group, outcome, failure, seconds);
    }
}
