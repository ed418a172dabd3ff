// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.MDC;

/**
 * Hands events to a subscription's handler, together with what must be stored with them.
 *
 * <p>In an exactly-once transaction the partition is moved on first: a second owner waits there instead of doing the
 * same work.
 *
 * @param ended whether the handler's thread is to end: else an interrupt is the handler's own, and a failure like others
 */
record Handover(SubscriptionId id, Delivery delivery, Storage storage, BooleanSupplier ended) {

    /** Hands events to the handler, with their checkpoint if both belong together. */
    void deliver(List<RecordedEvent> events, Lease lease, boolean counted) throws Exception {
        RecordedEvent last = events.get(events.size() - 1);
        deliver(events, tx -> {
            advance(tx, lease, Lane.checkpointOf(last));
            if (counted) {
                tx.deadLetters().attempt(lease, last.position(), 0);
            }
        });
        if (counted && !delivery.exactlyOnce()) {
            storage.deadLetters().attempt(lease, last.position(), 0);
        }
    }

    /** Handles the event of a letter. */
    void repair(List<RecordedEvent> events, Lease lease, DeadLetter resolved) throws Exception {
        deliver(events, tx -> tx.deadLetters().put(lease, resolved));
        if (!delivery.exactlyOnce()) {
            storage.deadLetters().put(lease, resolved);
        }
    }

    private void deliver(List<RecordedEvent> events, Consumer<Storage> first) throws Exception {
        MDC.put("subscription", id.toString());
        MDC.put("event", events.get(0).event().id().toString());
        MDC.put("tenant", events.get(0).stream().tenant());
        try {
            if (delivery.exactlyOnce()) {
                storage.<Boolean, Exception>atomically(tx -> {
                    first.accept(tx);
                    handle(new Batch(events, tx));
                    return true;
                });
            } else {
                handle(new Batch(events, storage));
            }
        } finally {
            MDC.remove("subscription");
            MDC.remove("event");
            MDC.remove("tenant");
        }
    }

    private void handle(Batch batch) throws Exception {
        try {
            delivery.handler().handle(batch);
        } catch (InterruptedException e) {
            throw ended.getAsBoolean()
                    ? e
                    : new IllegalStateException("The handler was interrupted, but not because it was to end", e);
        } finally {
            if (!ended.getAsBoolean()) {
                // What is stored next must not fail of it.
                Thread.interrupted();
            }
        }
    }

    static void advance(Storage tx, Lease lease, Checkpoint to) {
        if (!tx.checkpoints().advance(Map.of(lease, to)).isEmpty()) {
            throw new LeaseLostException(lease);
        }
    }
}
