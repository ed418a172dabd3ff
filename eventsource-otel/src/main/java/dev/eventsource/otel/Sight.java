// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the things that a handler gets.
 *
 * @param <T> what they are
 */
interface Sight<T> {

    /** The context in which it is handled, with a span of its own. */
    Context begin(T thing);

    void ended(Outcome outcome, @Nullable Throwable failure, double seconds, T thing);
}
