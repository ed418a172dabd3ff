// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.projection;

import dev.eventsource.event.EventQuery;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.handling.Handler;
import dev.eventsource.observe.Activity;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Subscription;

/**
 * Builds a read model from events. What it does with the same events is always the same, and it does nothing but write
 * the read model through the storage handed to it: then it can be run again at any time. What reaches the outside (mails,
 * calls) belongs in a subscription of its own, or at least behind {@link dev.eventsource.handling.Deduplicated#onlyNew}.
 *
 * <pre>{@code
 * Projection outcomes = Projection.of(OUTCOMES, EventHandlers.builder(CODEC)
 *         .on(Approved.class, (event, recorded, tx) -> tx.documents().put(OUTCOMES.collection("outcomes"), …))
 *         .build());
 * running.start(outcomes.exactlyOnce());
 * }</pre>
 *
 * <p>It runs as a subscription ({@link #exactlyOnce}, {@link #atLeastOnce}), or inside every append
 * ({@link Projections#inline}), or by hand ({@link Projections#replay}). Immutable; as thread-safe as its handlers are.
 */
public final class Projection {

    private final ReadModel model;
    private final EventQuery query;
    private final Delivery exactlyOnce;
    private final Delivery atLeastOnce;

    private Projection(ReadModel model, EventQuery query, Delivery exactlyOnce, Delivery atLeastOnce) {
        this.model = model;
        this.query = query;
        this.exactlyOnce = exactlyOnce;
        this.atLeastOnce = atLeastOnce;
    }

    /** Of the events that are handled, each as an object. */
    public static Projection of(ReadModel model, EventHandlers handlers) {
        return of(model, handlers.query(), handlers);
    }

    /** Of the events that the query wants, each as it is stored. */
    public static Projection of(ReadModel model, EventQuery query, Handler<Delivered> handler) {
        return new Projection(model, query, Delivery.exactlyOnce(handler), Delivery.atLeastOnce(handler));
    }

    /**
     * Of the events that the query wants, several at once: for statements that write many rows.
     *
     * @param size how many at the most, 1 to 1,000; if the handler fails with several, it gets them again one by one
     */
    public static Projection ofBatches(ReadModel model, EventQuery query, int size, Handler<Batch> handler) {
        return new Projection(model, query, new Delivery(handler, size, true), new Delivery(handler, size, false));
    }

    /** What it writes. */
    public ReadModel model() {
        return model;
    }

    /** Which events it wants. */
    public EventQuery query() {
        return query;
    }

    /** The subscription that builds it: what is written through the storage handed in is stored with the checkpoint, once. */
    public Subscription exactlyOnce() {
        return subscription(exactlyOnce);
    }

    /**
     * The subscription that builds it where the read model is elsewhere: after a crash, events may come again, so handlers
     * must bear that.
     */
    public Subscription atLeastOnce() {
        return subscription(atLeastOnce);
    }

    Handler<Batch> handler() {
        return exactlyOnce.handler();
    }

    private Subscription subscription(Delivery delivery) {
        return new Subscription(model.id(), query, delivery.as(Activity.Kind.PROJECT), Subscription.Options.DEFAULT);
    }
}
