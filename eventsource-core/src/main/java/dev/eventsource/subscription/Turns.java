// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import java.util.Collection;
import java.util.function.Consumer;

/** Something for one after the other. */
final class Turns {

    private Turns() {}

    /** One that fails keeps no other one from its turn; what the first one threw is thrown in the end. */
    static <T> void each(Collection<T> all, Consumer<T> turn) {
        RuntimeException failure = null;
        for (T one : all) {
            try {
                turn.accept(one);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
