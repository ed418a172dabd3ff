// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.util.List;

/**
 * How a thing decides, as three pure functions: what it is before anything has happened, which events a command leads
 * to, and what an event makes of it. Without side effects, so that it can be asked again after a conflict. Thread-safe.
 *
 * @param <C> the commands
 * @param <S> the state, as far as decisions depend on it; immutable
 * @param <E> the events: a sealed interface, best
 */
public interface Decider<C, S, E> {

    /** What it is before anything has happened. */
    S initialState();

    /**
     * What happens by this command; nothing, if it is so already.
     *
     * @throws CommandRejectedException if it cannot be
     */
    List<? extends E> decide(C command, S state);

    /** What it is after this event. It has happened: nothing is checked here. */
    S evolve(S state, E event);
}
