// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.Decisions;
import dev.eventsource.event.StreamId;
import java.util.function.Function;

/**
 * What decides in an example.
 *
 * @param stream where an event is stored that has happened before
 * @param execute lets it decide
 * @param state what the next such command would be decided on
 */
record Subject<C, S, E>(Function<E, StreamId> stream, Execution<C> execute, Function<C, S> state) {

    private static final String KEY = "1";

    static <C, S, A extends AggregateRoot<? extends S>, E> Subject<C, S, E> aggregate(
            String category, AggregateRepository<C, A> repository) {
        return new Subject<>(
                event -> StreamId.of(category, KEY),
                (command, context) -> repository.execute(KEY, command, context),
                command -> repository
                        .find(KEY)
                        .orElseGet(() -> repository.create(KEY))
                        .state());
    }

    static <C, S, E> Subject<C, S, E> decisions(Decisions<C, S, E> decisions, BoundaryDecider<C, S, E> decider) {
        return new Subject<>(decider::stream, decisions::execute, decisions::load);
    }

    interface Execution<C> {
        void of(C command, CommandContext context);
    }
}
