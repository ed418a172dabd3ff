// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.StorageException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes down what has happened, although the storage is out of reach at the moment. */
final class Persistence {

    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(100);

    private Persistence() {}

    /**
     * Writes, and tries that again as long as the storage cannot be reached; once at least.
     *
     * @param end by {@link System#nanoTime}
     * @throws StorageException if it could not be reached until then, or the thread was interrupted, and stays so
     */
    static <T extends @Nullable Object> T until(long end, Writing<T> writing) {
        for (boolean first = true; true; first = false) {
            try {
                return writing.write(first);
            } catch (StorageException | AppendOutcomeUnknownException e) {
                if (System.nanoTime() - end >= 0 || !rest()) {
                    throw e;
                }
            }
        }
    }

    private static boolean rest() {
        try {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is written. */
    interface Writing<T extends @Nullable Object> {

        /**
         * Writes it down.
         *
         * @param first whether it cannot have been written by an earlier try
         */
        T write(boolean first);
    }
}
