// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.event.EventQuery;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.observe.Activity;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Subscription;
import java.util.List;

/**
 * Publishes the log: a subscription whose handler is a bus. Its checkpoint moves on when the bus has confirmed, so nothing
 * is skipped in an outage, which it waits out however long it lasts; after a crash some events may be published again, with
 * the same ids. Events of a stream keep their order; partitions publish side by side.
 *
 * <p>What the bus can never take, an event above its limit, is parked like what any handler cannot handle.
 */
public final class EventRelay {

    private static final int AT_ONCE = 500;

    private static final RetryPolicy RETRY = RetryPolicy.DEFAULT.withFailures(Failures.DEFAULT
            .outageOn(BusException.class)
            .notRetrying(IllegalArgumentException.class)
            .notRetrying(RefusedForGoodException.class));

    private EventRelay() {}

    /**
     * All events that the query wants, to a topic: hand it to {@link dev.eventsource.subscription.Running}.
     *
     * @param name of the subscription: what another name has published is published again
     */
    public static Subscription to(Publisher bus, String topic, String name, EventQuery query) {
        Delivery delivery =
                new Delivery(batch -> bus.publish(topic, messages(batch)), AT_ONCE, false, Activity.Kind.RELAY);
        return Subscription.of(name, query, delivery).with(Subscription.Options.DEFAULT.withRetry(RETRY));
    }

    private static List<Message> messages(Batch batch) {
        return batch.events().stream().map(Message::of).toList();
    }
}
