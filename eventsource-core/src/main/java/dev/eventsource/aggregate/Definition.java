// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What aggregates of one category are.
 *
 * @param events the class of all their events
 * @param create makes one to which nothing has happened
 * @param execute lets a command raise its events
 * @param snapshots how they are taken; null for not at all
 */
record Definition<C, A extends AggregateRoot<?>>(
        String category,
        Class<?> events,
        Supplier<A> create,
        BiConsumer<A, C> execute,
        @Nullable Snapshots<?> snapshots) {

    Definition(String category, Class<?> events, Supplier<A> create, BiConsumer<A, C> execute) {
        this(category, events, create, execute, null);
    }

    Definition<C, A> with(Snapshots<?> how) {
        return new Definition<>(category, events, create, execute, how);
    }
}
