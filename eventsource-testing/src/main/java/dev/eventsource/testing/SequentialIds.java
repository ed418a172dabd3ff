// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Ids of events that are the same in every run: {@code 00000000-0000-7000-8000-000000000001} and so on. Each of these
 * begins at 1, so use one for all that goes into one store. Thread-safe.
 *
 * <pre>{@code Aggregates.Options.DEFAULT.withIds(new SequentialIds())}</pre>
 */
public final class SequentialIds implements Supplier<UUID> {

    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final AtomicLong last = new AtomicLong();

    /** The n-th id, from 1. */
    public static UUID id(long n) {
        return new UUID(VERSION_7, VARIANT | n);
    }

    /** The next one. */
    @Override
    public UUID get() {
        return id(last.incrementAndGet());
    }
}
