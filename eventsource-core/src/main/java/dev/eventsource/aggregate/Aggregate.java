// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.util.function.BiFunction;

/**
 * A thing whose {@link Decider} decides: its identity, version and state.
 *
 * @param <S> the state
 */
public final class Aggregate<S> extends AggregateRoot<S> {

    private final BiFunction<S, Object, S> evolve;

    private Aggregate(S initial, BiFunction<S, Object, S> evolve) {
        super(initial);
        this.evolve = evolve;
    }

    static <S, E> Aggregate<S> of(Decider<?, S, E> decider, Class<E> events) {
        return new Aggregate<>(decider.initialState(), (state, event) -> decider.evolve(state, events.cast(event)));
    }

    <C> void execute(C command, Decider<? super C, S, ?> decider) {
        decider.decide(command, state()).forEach(this::raise);
    }

    @Override
    protected S apply(Object event) {
        return evolve.apply(state(), event);
    }
}
