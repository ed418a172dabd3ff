// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.codec.EventCodec;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows by examples how a thing decides:
 *
 * <pre>{@code
 * static final Specification<LoanCommand, Loan, LoanEvent> LOANS =
 *         Specification.of(CODEC, "loan", LoanEvent.class, new LoanDecider());
 *
 * LOANS.given(new Submitted("Ada", 20_000))
 *         .when(new Approve("Grace"))
 *         .then(new Approved("Grace"));
 * }</pre>
 *
 * <p>Each example has a store of its own in memory, and runs as the program does: events are encoded, stored, read and
 * decoded, so that one that cannot be stored, or comes back as another, is found here. Immutable; static is fine.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class Specification<C, S, E> {

    private final EventCodec codec;
    private final Aggregates.Options options;
    private final Function<Aggregates, Subject<C, S, E>> subject;

    private Specification(
            EventCodec codec, Aggregates.Options options, Function<Aggregates, Subject<C, S, E>> subject) {
        this.codec = codec;
        this.options = options;
        this.subject = subject;
    }

    /** Of a {@link Decider}. Its stream is the category's with the key 1: {@code loan-1}. */
    public static <C, S, E> Specification<C, S, E> of(
            EventCodec codec, String category, Class<E> events, Decider<C, S, E> decider) {
        return by(codec, aggregates -> Subject.aggregate(category, aggregates.of(category, events, decider)));
    }

    /**
     * Of an {@link AggregateRoot}, declarative or not. A command is a call: {@code when(loan -> loan.approve("Grace"))}.
     * Its stream is the category's with the key 1: {@code loan-1}.
     */
    public static <S, A extends AggregateRoot<S>, E> Specification<Consumer<? super A>, S, E> of(
            EventCodec codec, String category, Class<E> events, Supplier<A> create) {
        return by(codec, aggregates -> Subject.aggregate(category, aggregates.of(category, events, create)));
    }

    /** Of a {@link BoundaryDecider}: each event that is given is stored in the stream that it says. */
    public static <C, S, E> Specification<C, S, E> of(
            EventCodec codec, String name, Class<E> events, BoundaryDecider<C, S, E> decider) {
        return by(codec, aggregates -> Subject.decisions(aggregates.deciding(name, events, decider), decider));
    }

    private static <C, S, E> Specification<C, S, E> by(
            EventCodec codec, Function<Aggregates, Subject<C, S, E>> subject) {
        return new Specification<>(codec, Aggregates.Options.DEFAULT, subject);
    }

    /**
     * The same with these options, like a {@link SettableClock} or {@link SequentialIds}; the clock is also the store's.
     * Without them, time and ids are the system's.
     */
    public Specification<C, S, E> with(Aggregates.Options other) {
        return new Specification<>(codec, other, subject);
    }

    /** This has happened, in this order; nothing, if none is named. */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is only read
    public final Given<C, S, E> given(E... events) {
        return given(List.of(events));
    }

    /** This has happened, in this order. */
    public Given<C, S, E> given(List<? extends E> events) {
        Example<C, S, E> example = Example.of(codec, options, subject);
        example.happened(events);
        return new Given<>(example);
    }
}
