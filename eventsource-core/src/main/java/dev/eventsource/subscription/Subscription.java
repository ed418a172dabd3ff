// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.SubscriptionId;
import java.time.Duration;

/**
 * What is to happen with which events: hand it to {@link Running} to let it happen. Immutable.
 *
 * @param query which events; fixed with the version
 * @param delivery how they reach the handler
 */
public record Subscription(SubscriptionId id, EventQuery query, Delivery delivery, Options options) {

    /** Events that a query wants, to a handler of your own. */
    public static Subscription of(String name, EventQuery query, Delivery delivery) {
        return new Subscription(SubscriptionId.of(name), query, delivery, Options.DEFAULT);
    }

    /** Events of the types that are handled, one after the other. */
    public static Subscription of(String name, EventHandlers handlers) {
        return new Subscription(
                SubscriptionId.of(name), handlers.query(), Delivery.atLeastOnce(handlers), Options.DEFAULT);
    }

    /** The same, with what is written through the storage in one transaction with the checkpoint. */
    public static Subscription exactlyOnce(String name, EventHandlers handlers) {
        return new Subscription(
                SubscriptionId.of(name), handlers.query(), Delivery.exactlyOnce(handlers), Options.DEFAULT);
    }

    /** The same in another version, which begins anew. */
    public Subscription version(int version) {
        return new Subscription(new SubscriptionId(id.name(), version), query, delivery, options);
    }

    /** The same for the events of this query. */
    public Subscription of(EventQuery wanted) {
        return new Subscription(id, wanted, delivery, options);
    }

    /** The same, starting there if it is new. */
    public Subscription from(Start start) {
        return with(options.withStart(start));
    }

    /** The same in so many partitions: streams are spread over them, each in its order. Fixed with the version. */
    public Subscription partitions(int number) {
        return with(options.withPartitioning(new Partitioning(number, options.partitioning.sequence())));
    }

    /** The same with these options. */
    public Subscription with(Options options) {
        return new Subscription(id, query, delivery, options);
    }

    /**
     * How it is done.
     *
     * @param start where it starts if it is new
     * @param partitioning how events are spread over partitions; one partition is total order
     * @param retry how often an event is tried
     * @param onFailure what becomes of it then
     * @param checkpointing how often the checkpoint is stored while events are handled
     * @param page how many events are read at once, 1 to 10,000; each partition holds up to twice as many in memory
     * @param maxParked how many letters one sequence may have before the subscription stops
     */
    public record Options(
            Start start,
            Partitioning partitioning,
            RetryPolicy retry,
            OnFailure onFailure,
            Checkpointing checkpointing,
            int page,
            int maxParked) {

        /** From the beginning, one partition, {@link RetryPolicy#DEFAULT}, parking; checkpoints every 100 ms, pages and sequences of 1,000. */
        public static final Options DEFAULT = new Options(
                Start.beginning(),
                Partitioning.byStream(1),
                RetryPolicy.DEFAULT,
                OnFailure.PARK,
                Checkpointing.every(Duration.ofMillis(100)),
                1_000,
                1_000);

        public Options {
            if (page < 1 || page > 10_000) {
                throw new IllegalArgumentException("Options.page is 1 to 10,000, not " + page);
            }
            if (maxParked < 1) {
                throw new IllegalArgumentException("Options.maxParked is at least 1, not " + maxParked);
            }
        }

        public Options withStart(Start start) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withPartitioning(Partitioning partitioning) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withRetry(RetryPolicy retry) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withOnFailure(OnFailure onFailure) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withCheckpointing(Checkpointing checkpointing) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withPage(int page) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }

        public Options withMaxParked(int maxParked) {
            return new Options(start, partitioning, retry, onFailure, checkpointing, page, maxParked);
        }
    }
}
