package dev.eventsource.otel;

import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the things that a handler gets.
 *
 * @param <T> what they are
 */
interface Sight<T> {

    Span begin(T thing);

    void ended(Outcome outcome, @Nullable Throwable failure, double seconds, T thing);
}
