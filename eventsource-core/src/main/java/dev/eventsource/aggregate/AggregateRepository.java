// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads the aggregates of one category from their events, lets commands decide, and stores what has happened then.
 * Aggregates are found by the key of their stream. Thread-safe; the aggregates are not.
 *
 * <p>Every method throws {@link dev.eventsource.store.StorageException} if the database cannot answer,
 * {@link dev.eventsource.codec.CodecException} if an event cannot be decoded, and {@link ForeignEventException} if one
 * is none of the aggregate's.
 *
 * @param <C> the commands
 * @param <A> the aggregates
 * @see Aggregates
 */
public final class AggregateRepository<C, A extends AggregateRoot<?>> {

    private final Aggregates aggregates;
    private final Definition<C, A> definition;
    private final Loading<A> loading;

    AggregateRepository(Aggregates aggregates, Definition<C, A> definition) {
        this.aggregates = aggregates;
        this.definition = definition;
        this.loading = new Loading<>(aggregates, definition);
    }

    /** The same with snapshots taken; see {@link Snapshots}. Inside a transaction none are taken. */
    public AggregateRepository<C, A> with(Snapshots<?> snapshots) {
        return new AggregateRepository<>(aggregates, definition.with(snapshots));
    }

    /** The same on another storage: a tenant's view, or inside a transaction. */
    public AggregateRepository<C, A> on(Storage storage) {
        return new AggregateRepository<>(aggregates.on(storage), definition);
    }

    /** Lets a command decide, without further context; see {@link #execute(String, Object, CommandContext)}. */
    public Outcome<A> execute(String key, C command) {
        return execute(key, command, CommandContext.NONE);
    }

    /**
     * Loads, lets the command decide, and appends what has happened, if nobody was faster; if so, loads and decides anew,
     * a bounded number of times and not inside a transaction. What never had an event is decided on too: the decision is
     * to create it. If nothing has happened, nothing is appended.
     *
     * <p>If the database's answer is lost, the same events are appended again with their ids; it is not decided anew.
     *
     * @throws CommandRejectedException or whatever else the decision throws, as it is
     * @throws dev.eventsource.store.ConflictException if others were faster each time
     * @throws dev.eventsource.store.AppendOutcomeUnknownException if it could not be found out whether it is stored; with a
     *     command id ({@link CommandContext#withId}), execute it again
     */
    public Outcome<A> execute(String key, C command, CommandContext context) {
        StreamId stream = stream(key);
        Observer observer = aggregates.options().observer();
        return observer == Observer.NONE
                ? execute(stream, command, context)
                : observer.during(
                        new Activity(Activity.Kind.EXECUTE, stream.category(), stream.tenant()),
                        () -> execute(stream, command, context));
    }

    private Outcome<A> execute(StreamId stream, C command, CommandContext context) {
        return aggregates.conflicts().retrying(context, () -> {
            Optional<RecordedEvent> known =
                    context.eventId(stream, 0).flatMap(aggregates.storage().events()::find);
            if (known.isPresent()) {
                return executed(stream, context, known.get());
            }
            A aggregate = loading.load(stream, Long.MAX_VALUE, event -> true, false);
            definition.execute().accept(aggregate, command);
            return save(aggregate, context);
        });
    }

    /** The outcome of a command that was executed before: its events lie one behind the other. */
    private Outcome<A> executed(StreamId stream, CommandContext context, RecordedEvent first) {
        List<Object> events = new ArrayList<>();
        AtomicLong last = new AtomicLong();
        new History(aggregates.storage().events(), stream)
                .after(
                        first.version() - 1,
                        recorded -> context.isOf(stream, recorded, recorded.version() - first.version()),
                        recorded -> {
                            events.addAll(aggregates.codec().decode(recorded));
                            last.set(recorded.position());
                        });
        return new Outcome<>(load(stream.key()), events, last.get());
    }

    /** A new one, to which nothing has happened. Nothing is read or stored. */
    public A create(String key) {
        return loading.begin(stream(key), false);
    }

    /**
     * As it is now.
     *
     * @throws AggregateNotFoundException if it has no events
     */
    public A load(String key) {
        return find(key).orElseThrow(() -> AggregateNotFoundException.noEvents(stream(key)));
    }

    /** As it is now; empty if it has no events. */
    public Optional<A> find(String key) {
        A aggregate = loading.load(stream(key), Long.MAX_VALUE, event -> true, false);
        return aggregate.version() == 0 ? Optional.empty() : Optional.of(aggregate);
    }

    /** Whether it has events. */
    public boolean exists(String key) {
        return !aggregates.storage().events().read(stream(key), 0, 1).isEmpty();
    }

    /**
     * As it was after its n-th event. It cannot be saved.
     *
     * @param version from 1
     * @throws AggregateNotFoundException if it had not come so far yet
     */
    public A loadAt(String key, long version) {
        StreamId stream = stream(key);
        A aggregate = loading.load(stream, version, event -> true, true);
        if (version < 1 || aggregate.version() < version) {
            throw AggregateNotFoundException.notYet(stream, "version " + version);
        }
        return aggregate;
    }

    /**
     * As it was when the last event recorded by then was recorded. It cannot be saved.
     *
     * @throws AggregateNotFoundException if nothing was recorded by then
     */
    public A loadAsOf(String key, Instant instant) {
        StreamId stream = stream(key);
        A aggregate = loading.load(
                stream, Long.MAX_VALUE, event -> !event.recordedAt().isAfter(instant), true);
        if (aggregate.version() == 0) {
            throw AggregateNotFoundException.notYet(stream, instant);
        }
        return aggregate;
    }

    /** Stores what an aggregate has raised, without further context; see {@link #save(AggregateRoot, CommandContext)}. */
    public Outcome<A> save(A aggregate) {
        return save(aggregate, CommandContext.NONE);
    }

    /**
     * Appends what the aggregate has raised, if nobody was faster. What is not acknowledged remains pending, so that after
     * an {@link dev.eventsource.store.AppendOutcomeUnknownException} it can be saved again, as it is: raise nothing more
     * before, or it is no repetition. If nothing is pending, nothing is appended. If somebody else has executed a command
     * of the same id meanwhile, his outcome is the answer, with an aggregate of its own.
     *
     * @throws IllegalArgumentException if the aggregate is another category's or tenant's
     * @throws IllegalStateException if it was loaded as it once was
     * @throws dev.eventsource.store.VersionConflictException if others were faster; load and decide anew
     */
    public Outcome<A> save(A aggregate, CommandContext context) {
        Origin origin = aggregate.origin();
        check(origin);
        List<AggregateRoot.Pending> pending = aggregate.pending();
        if (pending.isEmpty()) {
            return new Outcome<>(aggregate, List.of(), 0);
        }
        EventEncoding encoding = new EventEncoding(aggregates.codec(origin.stream()), context, origin.stream());
        List<EventData> encoded = aggregate.encoded(encoding);
        Append append = Append.to(origin.stream(), ExpectedVersion.exactly(aggregate.version()), encoded);
        AppendResult result =
                Conflicts.findingOut(() -> aggregates.storage().events().append(append));
        if (context.id().isPresent() && !isStored(append, aggregate.version())) {
            RecordedEvent first =
                    aggregates.storage().events().find(encoded.get(0).id()).orElseThrow();
            return executed(origin.stream(), context, first);
        }
        SnapshotPolicy.Saved saved =
                new SnapshotPolicy.Saved(aggregate.version(), result.version(), aggregate.since(), origin.now());
        aggregate.acknowledge(pending.size(), result.version());
        loading.snapshot(aggregate, encoded.get(encoded.size() - 1).id(), saved);
        return new Outcome<>(
                aggregate, pending.stream().map(AggregateRoot.Pending::event).toList(), result.lastPosition());
    }

    /** Behind the version that was decided on? Else the same command was executed by somebody else at the same moment. */
    private boolean isStored(Append append, long after) {
        return EventEncoding.isStored(
                append, aggregates.storage().events().read(append.writes().get(0).stream(), after, append.size()));
    }

    private void check(Origin origin) {
        StreamId own = stream(origin.stream().key());
        if (!own.equals(origin.stream())) {
            throw new IllegalArgumentException(
                    origin.stream() + " cannot be saved here: this repository is for streams like " + own);
        }
        if (origin.past()) {
            throw new IllegalStateException(
                    origin.stream() + " was loaded as it once was, and cannot be saved; load it as it is now");
        }
    }

    private StreamId stream(String key) {
        return aggregates.stream(definition.category(), key);
    }
}
