// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.function.Supplier;

/** What whoever has the keys threw, on its way through Jackson, which would make it look like a fault of the content. */
final class KeysFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient RuntimeException thrown;

    private KeysFailure(RuntimeException thrown) {
        super(thrown);
        this.thrown = thrown;
    }

    /** Asks for a key. */
    static <T> T passing(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            throw new KeysFailure(e);
        }
    }

    /** What was thrown for the keys, if this is why it failed; else the failure itself. */
    static RuntimeException orItself(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeysFailure found) {
                return found.thrown;
            }
        }
        return failure;
    }
}
