// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.codec.EventTypes;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AggregateRoot} whose methods with {@link dev.eventsource.handling.Handles} say what an event makes of the
 * state: each takes the event, and returns the state after it.
 *
 * <pre>{@code
 * @Handles
 * LoanState on(Approved event) {
 *     return state().approvedBy(event.by());
 * }
 * }</pre>
 *
 * <p>They are found and checked when the repository is made. A method for a sealed class gets all that it permits; no
 * class may have two.
 */
public abstract class DeclarativeAggregate<S> extends AggregateRoot<S> {

    private final Unhandled unhandled;
    private final EvolvingMethods methods = EvolvingMethods.of(getClass());

    /** One that an event must create, with a method for every event. */
    protected DeclarativeAggregate() {
        this.unhandled = Unhandled.FAIL;
    }

    /** One that an event must create. */
    protected DeclarativeAggregate(Unhandled unhandled) {
        this.unhandled = unhandled;
    }

    /** One that has a state before anything has happened. */
    protected DeclarativeAggregate(S initial, Unhandled unhandled) {
        super(initial);
        this.unhandled = unhandled;
    }

    @Override
    @SuppressWarnings("unchecked") // what the methods return was checked when they were found
    protected final S apply(Object event) {
        EvolvingMethods.Method method = methods.find(event.getClass());
        if (method == null) {
            throw unknown(event);
        }
        return (S) method.apply(this, event);
    }

    @Override
    final @Nullable S after(Object event, @Nullable S before) {
        if (unhandled == Unhandled.FAIL || methods.find(event.getClass()) != null) {
            return apply(event);
        }
        if (unhandled == Unhandled.WARN) {
            methods.warn(event.getClass());
        }
        return before;
    }

    /** Throws {@link IllegalArgumentException} if a method is not for one of these events, or one is missing. */
    final void check(Class<?> events, EventTypes known) {
        methods.checkKnown(events, known);
        if (unhandled == Unhandled.FAIL) {
            methods.checkComplete(events);
        }
    }
}
