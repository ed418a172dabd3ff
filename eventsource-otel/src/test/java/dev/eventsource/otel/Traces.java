// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.awaitility.Awaitility;

/** What a test does with spans. */
final class Traces {

    private Traces() {}

    /** Does it as a command would that is traced. */
    static void command(OpenTelemetryExtension otel, Runnable work) {
        Span span =
                otel.getOpenTelemetry().getTracer("test").spanBuilder("command").startSpan();
        try (Scope scope = span.makeCurrent()) {
            work.run();
        } finally {
            span.end();
        }
    }

    /** Those of this name, when there are so many. */
    static List<SpanData> await(OpenTelemetryExtension otel, String name, int count) {
        Awaitility.await().alias(name).until(() -> named(otel, name).size() >= count);
        return named(otel, name);
    }

    static SpanData one(OpenTelemetryExtension otel, String name) {
        return await(otel, name, 1).get(0);
    }

    static List<SpanData> named(OpenTelemetryExtension otel, String name) {
        return otel.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }
}
