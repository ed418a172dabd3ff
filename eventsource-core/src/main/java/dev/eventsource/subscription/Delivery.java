// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.observe.Activity;

/**
 * How events reach a handler.
 *
 * @param handler what handles them; called by several threads at once if the subscription has several partitions
 * @param size how many events it gets at once, at the most, 1 to 1,000; if it fails with several, it gets them again one
 *     by one, so that only the guilty one is held up
 * @param exactlyOnce whether the checkpoint is stored in one transaction with what the handler writes through
 *     {@link Batch#storage}: then that happens once. Otherwise a crash may deliver again what came after the last
 *     checkpoint
 * @param kind as what an observer sees it
 */
public record Delivery(Handler<Batch> handler, int size, boolean exactlyOnce, Activity.Kind kind) {

    private static final int TRANSACTION = 100;

    public Delivery {
        if (size < 1 || size > 1000) {
            throw new IllegalArgumentException("A handler gets 1 to 1,000 events at once, not " + size);
        }
    }

    /** Of what is neither a projection nor published. */
    public Delivery(Handler<Batch> handler, int size, boolean exactlyOnce) {
        this(handler, size, exactlyOnce, Activity.Kind.HANDLE);
    }

    /** One event after the other; after a crash some may come again. */
    public static Delivery atLeastOnce(Handler<Delivered> handler) {
        return new Delivery(each(handler), 1, false);
    }

    /**
     * Events in transactions of up to a hundred, together with the checkpoint. What is written elsewhere than through
     * the storage handed in is no part of it.
     */
    public static Delivery exactlyOnce(Handler<Delivered> handler) {
        return new Delivery(each(handler), TRANSACTION, true);
    }

    /** The same with so many events at once. */
    public Delivery withSize(int most) {
        return new Delivery(handler, most, exactlyOnce, kind);
    }

    /** The same, seen as that. */
    public Delivery as(Activity.Kind kind) {
        return new Delivery(handler, size, exactlyOnce, kind);
    }

    private static Handler<Batch> each(Handler<Delivered> handler) {
        return batch -> {
            for (var event : batch.events()) {
                handler.handle(new Delivered(event, batch.storage()));
            }
        };
    }
}
