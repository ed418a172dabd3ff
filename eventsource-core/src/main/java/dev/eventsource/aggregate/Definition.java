package dev.eventsource.aggregate;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What aggregates of one category are.
 *
 * @param events the class of all their events
 * @param create makes one to which nothing has happened
 * @param execute lets a command raise its events
 */
record Definition<C, A extends AggregateRoot<?>>(
        String category, Class<?> events, Supplier<A> create, BiConsumer<A, C> execute) {}
