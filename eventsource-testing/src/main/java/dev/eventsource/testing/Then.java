// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.event.RecordedEvent;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command has led to, to be compared with what was expected; a difference is an {@link AssertionError} that tells
 * the whole example. See {@link Specification}.
 */
public final class Then<C, S, E> {

    private final Example<C, S, E> example;
    private final Told told;
    private final List<RecordedEvent> recorded;
    private final List<Object> events;
    private final Supplier<S> state;
    private final @Nullable RuntimeException rejection;

    Then(
            Example<C, S, E> example,
            Told told,
            List<RecordedEvent> recorded,
            List<Object> events,
            Supplier<S> state,
            @Nullable RuntimeException rejection) {
        this.example = example;
        this.told = told;
        this.recorded = recorded;
        this.events = events;
        this.state = state;
        this.rejection = rejection;
    }

    /** Exactly these events have happened, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is only read
    public final Then<C, S, E> then(E... expected) {
        return then(List.of(expected));
    }

    /** Exactly these events have happened, in this order. */
    public Then<C, S, E> then(List<? extends E> expected) {
        if (rejection != null) {
            throw told.failure(
                    "It was rejected: " + rejection + "\n" + Difference.ofEvents(expected, List.of()), rejection);
        }
        if (!events.equals(expected)) {
            throw told.failure("Other events have happened than expected:\n" + Difference.ofEvents(expected, events));
        }
        return this;
    }

    /** Nothing has happened, and nothing was wrong with that. */
    public Then<C, S, E> thenNothing() {
        return then(List.of());
    }

    /** It was rejected, by a {@link CommandRejectedException}. */
    public Then<C, S, E> thenRejected() {
        return thenRejected(CommandRejectedException.class);
    }

    /** It was rejected, by a {@link CommandRejectedException} whose message contains this. */
    public Then<C, S, E> thenRejected(String reason) {
        return thenRejected(CommandRejectedException.class, reason);
    }

    /** It was rejected, by an exception of this class. */
    public Then<C, S, E> thenRejected(Class<? extends RuntimeException> type) {
        return thenRejected(type, "");
    }

    /** It was rejected, by an exception of this class whose message contains this. */
    public Then<C, S, E> thenRejected(Class<? extends RuntimeException> type, String reason) {
        String expected = type.getSimpleName() + (reason.isEmpty() ? "" : ": …" + reason + "…");
        if (rejection == null) {
            throw told.failure(
                    "It was not rejected, although that was expected:\n- " + expected + "\n" + happened("+ "));
        }
        if (!type.isInstance(rejection)
                || !String.valueOf(rejection.getMessage()).contains(reason)) {
            throw told.failure(
                    "It was rejected in another way than expected:\n- " + expected + "\n+ "
                            + rejection.getClass().getSimpleName() + ": " + rejection.getMessage(),
                    rejection);
        }
        return this;
    }

    /** It is as this now: what the next such command would be decided on. */
    public Then<C, S, E> thenState(S expected) {
        S actual = state.get();
        if (!actual.equals(expected)) {
            throw told.failure("The state is another than expected:\n" + Difference.of(expected, actual), rejection);
        }
        return this;
    }

    /** So it is now: what the next such command would be decided on. */
    public Then<C, S, E> thenState(Predicate<? super S> expected) {
        S actual = state.get();
        if (!expected.test(actual)) {
            throw told.failure("The state is not as it should be: " + actual + "\n" + happened("then   "), rejection);
        }
        return this;
    }

    /** The events that have happened as they were stored: for their streams, tags and metadata. */
    public List<RecordedEvent> recorded() {
        if (rejection != null) {
            throw told.failure("It was rejected: " + rejection, rejection);
        }
        return recorded;
    }

    /** The next command, after that. */
    public Then<C, S, E> when(C command) {
        return when(command, CommandContext.NONE);
    }

    /** The next command, after that, with its id or metadata. */
    public Then<C, S, E> when(C command, CommandContext context) {
        if (rejection != null && !(rejection instanceof CommandRejectedException)) {
            throw told.failure("It failed: " + rejection, rejection);
        }
        return example.execute(command, context);
    }

    private String happened(String label) {
        return events.isEmpty() ? label + "nothing happened" : label + Difference.lines(events, label);
    }
}
