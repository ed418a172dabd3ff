// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.CATEGORY;
import static dev.eventsource.otel.Conventions.SUBSCRIPTION;

import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.observe.Activity;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What goes on inside the core for a while. A command that is rejected is an answer, and no error. */
record ActivitySight(Tracer tracer, ActivityMetrics metrics, Options options) {

    Context begin(Activity activity) {
        SpanBuilder builder = tracer.spanBuilder(word(activity) + " " + activity.name())
                .setSpanKind(activity.events().isEmpty() ? SpanKind.INTERNAL : SpanKind.CONSUMER)
                .setAttribute(key(activity), activity.name());
        if (!activity.tenant().isEmpty()) {
            builder.setAttribute(Conventions.TENANT, activity.tenant());
        }
        return Origin.of(activity.events()).begin(builder, options);
    }

    void ended(Span span, Activity activity, @Nullable Throwable failure, double seconds) {
        Outcome outcome = failure instanceof CommandRejectedException ? Outcome.REJECTED : Outcome.of(failure);
        span.setAttribute(Conventions.OUTCOME, outcome.word());
        if (failure != null && outcome == Outcome.FAILED) {
            Observed.fail(span, failure);
        }
        metrics.ended(word(activity), key(activity), activity.name(), outcome, failure, seconds);
    }

    static String word(Activity activity) {
        return activity.kind().name().toLowerCase(Locale.ROOT);
    }

    static AttributeKey<String> key(Activity activity) {
        return switch (activity.kind()) {
            case LOAD, EXECUTE -> CATEGORY;
            case PAGE, HANDLE, PROJECT, RELAY -> SUBSCRIPTION;
        };
    }
}
