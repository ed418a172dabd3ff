// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.store.Storage;
import java.time.Clock;
import java.time.Duration;

/**
 * Handlers that pass by what they have handled before, wherever it comes from again: a redelivery, a reset, a replay, a
 * new version. What was handled is remembered by consumer and event in the transaction of the delivery, or in one
 * that is opened for it, together with what the handler writes through the storage.
 */
public final class Deduplicated {

    /** How long it is remembered, if {@link #purge(Storage)} is called: seven days. */
    public static final Duration KEPT = Duration.ofDays(7);

    private Deduplicated() {}

    /**
     * The handler, for each event once: it handles an event again only after it has failed, or after what was remembered
     * has been purged.
     *
     * @param consumer who handles, 1 to 200 characters; versions that must not repeat each other's effects share it
     */
    public static Handler<Delivered> by(String consumer, Handler<Delivered> handler) {
        return delivered -> delivered.storage().<Boolean, Exception>atomically(tx -> {
            if (tx.deduplication()
                    .remember(consumer, delivered.recorded().event().id())) {
                handler.handle(new Delivered(delivered.recorded(), tx));
            }
            return true;
        });
    }

    /**
     * The handler, for each event once and only if it was recorded in the last {@link #KEPT}: for what reaches the
     * outside. A rebuild or a reset repeats nothing by it, as what is purged is too old to be handled; neither does it
     * catch up on what is older after a long outage. A mail that was sent before its transaction failed is sent again.
     */
    public static Handler<Delivered> onlyNew(String consumer, Handler<Delivered> handler) {
        return onlyNew(consumer, handler, Clock.systemUTC());
    }

    /** Like {@link #onlyNew(String, Handler)}, by another clock: for tests. */
    public static Handler<Delivered> onlyNew(String consumer, Handler<Delivered> handler, Clock clock) {
        Handler<Delivered> once = by(consumer, handler);
        return delivered -> {
            if (delivered.recorded().recordedAt().isAfter(clock.instant().minus(KEPT))) {
                once.handle(delivered);
            }
        };
    }

    /** Forgets what was remembered more than {@link #KEPT} ago; returns how much that was. Call it daily. */
    public static long purge(Storage storage) {
        return purge(storage, KEPT);
    }

    /** Forgets what was remembered longer ago than this: nothing older may be delivered again. */
    public static long purge(Storage storage, Duration age) {
        return storage.deduplication().purge(Clock.systemUTC().instant().minus(age));
    }
}
