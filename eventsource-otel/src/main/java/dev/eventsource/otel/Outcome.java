// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.handling.Failures;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a handler came to its end. */
enum Outcome {
    DONE,
    FAILED,
    /** The thread was to end; it is handled again later. */
    INTERRUPTED,
    /** An operation waits for a signal. */
    WAITING,
    /** The decision was that it may not be. */
    REJECTED;

    static Outcome of(@Nullable Throwable failure) {
        if (failure == null) {
            return DONE;
        }
        if (failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        return Failures.canBeHandled(failure) || failure instanceof VirtualMachineError ? FAILED : WAITING;
    }

    /** As attributes have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
