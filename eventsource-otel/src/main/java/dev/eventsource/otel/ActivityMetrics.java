// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.ACTIVITY;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import org.jspecify.annotations.Nullable;

/** How long things inside the core take. */
final class ActivityMetrics {

    private final DoubleHistogram aggregates;
    private final DoubleHistogram subscriptions;

    ActivityMetrics(Meter meter) {
        aggregates = StorageMetrics.duration(
                meter, "eventsource.aggregate.duration", "How long it takes to load an aggregate or execute a command");
        subscriptions = StorageMetrics.duration(
                meter,
                "eventsource.subscription.duration",
                "How long a subscription takes to read a page, or to hand over and store what it hands over at once");
    }

    /** @param key what the name is */
    void ended(
            String activity,
            AttributeKey<String> key,
            String name,
            Outcome outcome,
            @Nullable Throwable failure,
            double seconds) {
        DoubleHistogram duration = key.equals(Conventions.CATEGORY) ? aggregates : subscriptions;
        duration.record(seconds, HandlerMetrics.with(Attributes.of(ACTIVITY, activity, key, name), outcome, failure));
    }
}
