// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.OUTCOME;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import org.jspecify.annotations.Nullable;

/** What is counted of handlers and operations. */
final class HandlerMetrics {

    private final DoubleHistogram duration;
    private final LongCounter failures;
    private final DoubleHistogram operationDuration;

    HandlerMetrics(Meter meter) {
        duration = StorageMetrics.duration(
                meter, "eventsource.handler.duration", "How long a handler takes for what it gets at once");
        failures = meter.counterBuilder("eventsource.handler.failures")
                .setUnit("{failure}")
                .setDescription("How often a handler failed; each attempt counts")
                .build();
        operationDuration = StorageMetrics.duration(
                meter, "eventsource.operation.duration", "How long an attempt of an operation takes");
    }

    void handled(Attributes handler, Outcome outcome, @Nullable Throwable failure, double seconds) {
        duration.record(seconds, with(handler, outcome, failure));
        if (outcome == Outcome.FAILED) {
            failures.add(1, StorageMetrics.with(handler, failure));
        }
    }

    void attempted(Attributes operation, Outcome outcome, @Nullable Throwable failure, double seconds) {
        operationDuration.record(seconds, with(operation, outcome, failure));
    }

    static Attributes with(Attributes attributes, Outcome outcome, @Nullable Throwable failure) {
        Attributes ended = attributes.toBuilder().put(OUTCOME, outcome.word()).build();
        return outcome == Outcome.FAILED ? StorageMetrics.with(ended, failure) : ended;
    }
}
