// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.otel.EventSourceTelemetry;
import dev.eventsource.store.Storage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;

/** Ways of looking at a storage. */
public enum Telemetry {
    /** Not at all. */
    NONE("not wrapped", false, false),
    /** Wrapped, by the API without an SDK. */
    API("wrapped, no-op API", true, false),
    /** Wrapped, with the SDK: each append begins a trace. */
    SDK("wrapped, SDK", true, false),
    /** The same in the course of a trace, which the events keep. */
    SDK_IN_A_TRACE("wrapped, SDK, in a trace", true, true);

    final String label;
    private final boolean wraps;
    private final boolean inTrace;

    Telemetry(String label, boolean wraps, boolean inTrace) {
        this.label = label;
        this.wraps = wraps;
        this.inTrace = inTrace;
    }

    /** What looks; close it. */
    Looking begin() {
        boolean records = this == SDK || this == SDK_IN_A_TRACE;
        OpenTelemetry openTelemetry = records ? sdk() : OpenTelemetry.noop();
        Span span = openTelemetry.getTracer("benchmark").spanBuilder("command").startSpan();
        return new Looking(openTelemetry, wraps, inTrace ? span : Span.getInvalid());
    }

    /** With the processor and the reader of production, and exporters that throw away what they get. */
    private static OpenTelemetrySdk sdk() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(BatchSpanProcessor.builder(new Discarding.Spans())
                                .build())
                        .build())
                .setMeterProvider(SdkMeterProvider.builder()
                        .registerMetricReader(PeriodicMetricReader.builder(new Discarding.Metrics())
                                .setInterval(Duration.ofSeconds(10))
                                .build())
                        .build())
                .build();
    }

    /** One that looks. */
    record Looking(OpenTelemetry openTelemetry, boolean wraps, Span span) implements AutoCloseable {

        Storage at(Storage storage) {
            return wraps ? EventSourceTelemetry.create(openTelemetry).wrap(storage) : storage;
        }

        /** For the current thread, which closes it. */
        @SuppressWarnings("MustBeClosedChecker")
        Scope enter() {
            return span.getSpanContext().isValid() ? span.makeCurrent() : Scope.noop();
        }

        @Override
        public void close() {
            if (openTelemetry instanceof OpenTelemetrySdk sdk) {
                sdk.close();
            }
        }
    }
}
