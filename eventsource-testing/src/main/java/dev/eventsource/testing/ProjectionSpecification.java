// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Subscription;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Shows by examples what a projection, or any other handler, makes of events:
 *
 * <pre>{@code
 * ProjectionSpecification.of(CODEC, outcomes)
 *         .given("loan-173688", new Submitted("Ada"), new Approved("Grace"))
 *         .thenDocument("outcomes", "173688", new Outcome("Ada", "Grace"));
 * }</pre>
 *
 * <p>Each event is stored, read and handled in a transaction of its own, in the thread of the test; no subscription runs.
 * Each example has a store of its own in memory, unless there is another one ({@link #on}). Immutable.
 */
public final class ProjectionSpecification {

    private final EventCodec codec;
    private final Subscription subscription;
    private final UnaryOperator<String> collections;
    private final Supplier<Storage> storage;

    private ProjectionSpecification(
            EventCodec codec, Subscription subscription, UnaryOperator<String> collections, Supplier<Storage> storage) {
        this.codec = codec;
        this.subscription = subscription;
        this.collections = collections;
        this.storage = storage;
    }

    /** Of a projection. Its collections are named without their version. */
    public static ProjectionSpecification of(EventCodec codec, Projection projection) {
        ReadModel model = projection.model();
        return new ProjectionSpecification(
                codec,
                projection.exactlyOnce(),
                name -> model.collections().contains(name) ? model.collection(name) : name,
                InMemoryStorage::new);
    }

    /** Of handlers. */
    public static ProjectionSpecification of(EventCodec codec, EventHandlers handlers) {
        return of(codec, Subscription.of("specified", handlers));
    }

    /** Of whatever a subscription does. */
    public static ProjectionSpecification of(EventCodec codec, Subscription subscription) {
        return new ProjectionSpecification(codec, subscription, name -> name, InMemoryStorage::new);
    }

    /** The same on this storage: for rows of one's own, by JDBC. Give each example a fresh one. */
    public ProjectionSpecification on(Storage other) {
        return new ProjectionSpecification(codec, subscription, collections, () -> other);
    }

    /** These events have happened in this stream, like {@code loan-173688}. */
    public Projected given(String stream, Object... events) {
        return new Projected(storage.get(), codec, subscription, collections).and(stream, events);
    }
}
