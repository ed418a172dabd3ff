// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.bus.EventBus;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Health;
import dev.eventsource.workflow.OperationRouter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes visible what storages, buses and handlers do: {@code EventSourceTelemetry.create(openTelemetry).wrap(storage)} is
 * the same storage, with spans and metrics. What is wrapped behaves as before; exceptions pass unchanged. Payloads, keys
 * of streams, metadata and the messages of exceptions never leave by it. Immutable, thread-safe; one for a process is
 * enough.
 */
public final class EventSourceTelemetry {

    private final Options options;
    private final Tracer tracer;
    private final Meter meter;
    private final StorageMetrics storages;
    private final HandlerMetrics handlers;
    private final BusMetrics buses;
    private final Inside inside;

    private EventSourceTelemetry(OpenTelemetry openTelemetry, Options options) {
        this.options = options;
        this.tracer = openTelemetry.getTracer(Conventions.SCOPE);
        this.meter = openTelemetry.getMeter(Conventions.SCOPE);
        this.storages = new StorageMetrics(meter);
        this.handlers = new HandlerMetrics(meter);
        this.buses = new BusMetrics(meter);
        this.inside = new Inside(tracer, meter, options);
    }

    /** Telemetry that goes where this leads it. */
    public static EventSourceTelemetry create(OpenTelemetry openTelemetry) {
        return create(openTelemetry, Options.DEFAULT);
    }

    /** The same with these options. */
    public static EventSourceTelemetry create(OpenTelemetry openTelemetry, Options options) {
        return new EventSourceTelemetry(openTelemetry, options);
    }

    /**
     * The storage, and all views of it, with a span for each append and each read. Events that are appended, and operations
     * that are submitted, in the course of a trace carry its W3C context in their metadata from then on, unless they have
     * one already.
     *
     * <p>A {@code JdbcStorage} remains one: ask for it by {@link Storage#unwrap}, which also finds the storage behind.
     */
    public Storage wrap(Storage storage) {
        return Database.of(storage, tracer, storages, options.baggage()).wrap(storage);
    }

    /**
     * The bus, with a span for each {@code publish} and each message that is handled. Messages that are published in the
     * course of a trace carry its W3C context, unless they have one already, as those from a log may.
     */
    public EventBus wrap(EventBus bus) {
        return new TracedBus(bus, tracer, buses, options);
    }

    /**
     * The handler, with a span for each time it is called. If it gets events ({@code Delivered}, {@code Batch}, {@code
     * Message}, {@code RecordedEvent}), the span is part of the trace in which they were appended, or linked to it. Within
     * {@link Handler#retrying} each attempt has a span of its own; around it all have one.
     *
     * @param name what it is called in spans and metrics: a name of few, like that of its subscription
     */
    public <T> Handler<T> wrap(String name, Handler<T> handler) {
        return new TracedHandler<>(handler, new HandlerSight(tracer, handlers, options, name));
    }

    /**
     * The routes, with a span for each attempt of an operation, in the trace in which the operation was submitted, or linked
     * to it. That is known if it was submitted through a wrapped storage.
     */
    public OperationRouter wrap(OperationRouter router) {
        OperationSight sight = new OperationSight(tracer, handlers, options);
        return router.wrapping(handler -> new TracedHandler<>(handler, sight));
    }

    /**
     * Gauges of subscriptions and operations: how far they are behind, what is dead or waits. They are asked for whenever
     * metrics are collected, on the thread that does it; {@code running::health} is what to ask, in one process of all.
     *
     * @return ends it
     */
    public Registration observe(Supplier<Health> health) {
        return new HealthGauges(meter, options.clock()).observe(health);
    }

    /**
     * What sees the inside of storages, subscriptions, aggregates and buses: give it to their options. Commands and what
     * subscriptions do have spans then, in which their appends are; queues, connections, partitions and snapshots have
     * metrics. The same each time.
     */
    public Observer observer() {
        return inside;
    }

    /** Gauges of the pool of connections behind a storage, if it can be read: it can if it is HikariCP. They cost nothing. */
    public Registration observe(Storage storage) {
        return PoolGauges.observe(meter, storage);
    }

    /**
     * Gauges of the groups of these topics: how far they are behind, what is dead. The broker is asked for them whenever
     * metrics are collected, on the thread that does it: one process is enough.
     *
     * @return ends it
     */
    public Registration observe(EventBus bus, String... topics) {
        EventBus plain = bus instanceof TracedBus traced ? traced.bus() : bus;
        return new BusGauges(meter, plain, List.of(topics), options.clock()).observe();
    }

    /**
     * How things are seen.
     *
     * @param sameTrace how long after an event was recorded what is done with it is still part of its trace; later, as in
     *     a replay, it is a trace of its own, linked to that one
     * @param clock by which that is known
     * @param baggage the names of those entries of baggage that events, operations and messages keep, and that are there
     *     again where they are handled; all others stay where they are. What lies in the log stays there: no personal data
     */
    public record Options(Duration sameTrace, Clock clock, Set<String> baggage) {

        /** An hour, by the system's clock; no baggage. */
        public static final Options DEFAULT = new Options(Duration.ofHours(1), Clock.systemUTC(), Set.of());

        public Options {
            baggage = Set.copyOf(baggage);
            if (sameTrace.isNegative()) {
                throw new IllegalArgumentException("A trace goes on for some time or none, not " + sameTrace);
            }
        }

        public Options withSameTrace(Duration sameTrace) {
            return new Options(sameTrace, clock, baggage);
        }

        public Options withClock(Clock clock) {
            return new Options(sameTrace, clock, baggage);
        }

        public Options withBaggage(String... names) {
            return new Options(sameTrace, clock, Set.of(names));
        }
    }
}
