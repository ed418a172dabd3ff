// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Failures;
import dev.eventsource.handling.Pause;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.Storage;
import dev.eventsource.store.View;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where aggregates of all categories come from, on one storage: make a repository for each category here.
 *
 * <pre>{@code
 * AggregateRepository<LoanCommand, Aggregate<Loan>> loans =
 *         new Aggregates(storage, codec).of("loan", LoanEvent.class, new LoanDecider());
 * loans.execute("173688", new Approve("Grace"));
 * }</pre>
 *
 * <p>On a storage that {@link Storage#atomically} hands out, or a JDBC storage within a connection of yours, everything
 * is part of that transaction and nothing is tried again: its other reads may be out of date too. Thread-safe.
 */
public final class Aggregates {

    private final Storage storage;
    private final EventCodec codec;
    private final Options options;

    /** On this storage, with {@link Options#DEFAULT}. */
    public Aggregates(Storage storage, EventCodec codec) {
        this(storage, codec, Options.DEFAULT);
    }

    /** On this storage. */
    public Aggregates(Storage storage, EventCodec codec, Options options) {
        this.storage = storage;
        this.codec = codec.on(storage);
        this.options = options;
    }

    /** The same on another storage: a tenant's view, or inside a transaction. */
    public Aggregates on(Storage other) {
        return new Aggregates(other, codec, options);
    }

    /**
     * Things of this category that a decider decides on.
     *
     * @param category of their streams
     * @param events what can happen to them, best a sealed interface; the codec must know all of it
     * @throws IllegalArgumentException if the codec does not
     */
    public <C, S, E> AggregateRepository<C, Aggregate<S>> of(
            String category, Class<E> events, Decider<C, S, E> decider) {
        return new AggregateRepository<>(
                this,
                new Definition<>(
                        category,
                        checked(events),
                        () -> Aggregate.of(decider, events),
                        (aggregate, command) -> aggregate.execute(command, decider)));
    }

    /**
     * Things of this category whose rules are methods of their own. A command is a call:
     * {@code loans.execute("173688", loan -> loan.approve("Grace"))}.
     *
     * @param category of their streams
     * @param events what can happen to them, best a sealed interface; the codec must know all of it
     * @param create makes one to which nothing has happened
     * @throws IllegalArgumentException if the codec does not, or methods of a {@link DeclarativeAggregate} cannot be what
     *     they say
     */
    public <A extends AggregateRoot<?>> AggregateRepository<Consumer<? super A>, A> of(
            String category, Class<?> events, Supplier<A> create) {
        Class<?> known = checked(events);
        if (create.get() instanceof DeclarativeAggregate<?> declared) {
            declared.check(events, codec.types());
        }
        return new AggregateRepository<>(
                this, new Definition<>(category, known, create, (aggregate, command) -> command.accept(aggregate)));
    }

    /**
     * Decisions that rest on events of several streams, found by a query, usually over tags.
     *
     * @param name of the decisions: commands with an id are idempotent among those of the same name
     * @param events what can happen, best a sealed interface; the codec must know all of it
     * @throws IllegalArgumentException if the codec does not
     */
    public <C, S, E> Decisions<C, S, E> deciding(String name, Class<E> events, BoundaryDecider<C, S, E> decider) {
        return new Decisions<>(this, stream(name, "decisions"), checked(events), decider);
    }

    private <E> Class<E> checked(Class<E> events) {
        for (Class<?> concrete : EventTypes.concrete(events)) {
            if (codec.types().find(concrete).isEmpty()) {
                throw new IllegalArgumentException(concrete.getName()
                        + " is no event type that the codec knows; name it to the codec, or narrow the class of events. Known are "
                        + codec.types());
            }
        }
        return events;
    }

    Storage storage() {
        return storage;
    }

    EventCodec codec() {
        return codec;
    }

    /** For events of this stream, whose tenant may be another than the storage's: the storage judges that. */
    EventCodec codec(StreamId stream) {
        return stream.tenant().isEmpty()
                        || stream.tenant().equals(View.of(storage).tenant())
                ? codec
                : codec.on(storage.forTenant(stream.tenant()));
    }

    Options options() {
        return options;
    }

    /** With the tenant of the storage, so that ids derived from it are no other tenant's. */
    StreamId stream(String category, String key) {
        return StreamId.of(category, key).in(View.of(storage).tenant());
    }

    /** Conflicts are tried again by whoever can read anew: nobody inside a transaction. */
    Conflicts conflicts() {
        return new Conflicts(View.of(storage).joined() ? RetryPolicy.NONE : options.conflicts(), options.pause());
    }

    /**
     * How it is done.
     *
     * @param conflicts how often a command is decided anew when others were faster
     * @param clock what time events occur at
     * @param ids of new events
     * @param pause how to wait between two attempts
     * @param observer sees what is loaded and executed, and what becomes of snapshots
     */
    public record Options(RetryPolicy conflicts, Clock clock, Supplier<UUID> ids, Pause pause, Observer observer) {

        /** 20 attempts, a few milliseconds apart; the system's clock; time-ordered ids. */
        public static final Options DEFAULT = new Options(
                new RetryPolicy(20, Duration.ofMillis(1), 1.5, Duration.ofMillis(100), 1, Failures.DEFAULT),
                Clock.systemUTC(),
                EventIds::next,
                Pause.SLEEP,
                Observer.NONE);

        public Options withConflicts(RetryPolicy conflicts) {
            return new Options(conflicts, clock, ids, pause, observer);
        }

        public Options withClock(Clock clock) {
            return new Options(conflicts, clock, ids, pause, observer);
        }

        public Options withIds(Supplier<UUID> ids) {
            return new Options(conflicts, clock, ids, pause, observer);
        }

        public Options withPause(Pause pause) {
            return new Options(conflicts, clock, ids, pause, observer);
        }

        public Options withObserver(Observer observer) {
            return new Options(conflicts, clock, ids, pause, observer);
        }
    }
}
