// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides on what a query finds, across streams, and stores what has happened on condition that nothing has been added to
 * it since: the dynamic consistency boundary. Thread-safe.
 *
 * @param <C> the commands
 * @param <S> the state that a decision rests on
 * @param <E> the events
 * @see Aggregates#deciding
 */
public final class Decisions<C, S, E> {

    private static final int PAGE = 1_000;

    private final Aggregates aggregates;
    private final StreamId name;
    private final Class<E> events;
    private final BoundaryDecider<C, S, E> decider;

    Decisions(Aggregates aggregates, StreamId name, Class<E> events, BoundaryDecider<C, S, E> decider) {
        this.aggregates = aggregates;
        this.name = name;
        this.events = events;
        this.decider = decider;
    }

    /** The same on another storage: a tenant's view, or inside a transaction. */
    public Decisions<C, S, E> on(Storage storage) {
        return aggregates.on(storage).deciding(name.category(), events, decider);
    }

    /** The state that a command would be decided on now. */
    public S load(C command) {
        return read(command).state;
    }

    /** Lets a command decide, without further context; see {@link #execute(Object, CommandContext)}. */
    public Decided<S> execute(C command) {
        return execute(command, CommandContext.NONE);
    }

    /**
     * Reads what the decision rests on, decides, and appends what has happened, if nothing that it rests on was added
     * meanwhile; if so, reads and decides anew, a bounded number of times and not inside a transaction. If nothing has
     * happened, nothing is appended.
     *
     * @throws CommandRejectedException or whatever else the decision throws, as it is
     * @throws dev.eventsource.store.ConditionFailedException if others were faster each time
     * @throws dev.eventsource.store.AppendOutcomeUnknownException if it could not be found out whether it is stored; with a
     *     command id ({@link CommandContext#withId}), execute it again
     */
    public Decided<S> execute(C command, CommandContext context) {
        Observer observer = aggregates.options().observer();
        return observer == Observer.NONE
                ? executeNow(command, context)
                : observer.during(
                        new Activity(Activity.Kind.EXECUTE, name.category(), name.tenant()),
                        () -> executeNow(command, context));
    }

    private Decided<S> executeNow(C command, CommandContext context) {
        return aggregates.conflicts().retrying(context, () -> {
            List<RecordedEvent> before = recorded(context);
            return before.isEmpty() ? decide(command, context) : executed(command, before);
        });
    }

    private Decided<S> decide(C command, CommandContext context) {
        Basis<S> basis = read(command);
        List<E> decided = List.copyOf(decider.decide(command, basis.state));
        if (decided.isEmpty()) {
            return new Decided<>(basis.state, List.of(), 0);
        }
        S state = basis.state;
        for (E event : decided) {
            // Before it is stored: what cannot be read again would end all decisions.
            state = decider.evolve(state, events.cast(event));
        }
        Append append = append(decided, context).onlyIf(AppendCondition.nothingMatches(basis.query, basis.through));
        AppendResult result =
                Conflicts.findingOut(() -> aggregates.storage().events().append(append));
        if (context.id().isPresent()) {
            List<RecordedEvent> stored = recorded(context);
            if (!EventEncoding.isStored(append, stored)) {
                return executed(command, stored);
            }
        }
        return new Decided<>(state, List.copyOf(decided), result.lastPosition());
    }

    private Append append(List<E> decided, CommandContext context) {
        Aggregates.Options options = aggregates.options();
        Instant now = options.clock().instant();
        Map<StreamId, List<EventData>> byStream = new LinkedHashMap<>();
        int ordinal = 0;
        for (E event : decided) {
            UUID id = context.eventId(name, ordinal++).orElseGet(options.ids());
            StreamId stream = decider.stream(event);
            byStream.computeIfAbsent(stream, any -> new ArrayList<>())
                    .add(aggregates.codec(stream).encode(event, id, now).withMetadata(context.metadata()));
        }
        return new Append(
                byStream.entrySet().stream()
                        .map(one -> new Append.Write(one.getKey(), ExpectedVersion.any(), one.getValue()))
                        .toList(),
                List.of());
    }

    private Basis<S> read(C command) {
        EventQuery query = decider.boundary(command);
        EventStore store = aggregates.storage().events();
        S state = decider.initialState();
        long through = 0;
        EventPage page;
        do {
            page = store.readAll(query, through, PAGE);
            for (RecordedEvent recorded : page.events()) {
                for (E event : own(recorded)) {
                    state = decider.evolve(state, event);
                }
            }
            through = page.through();
        } while (!page.end());
        return new Basis<>(query, through, state);
    }

    /** Of one that means several today, those that this is about: a query by classes finds it for any of them. */
    private List<E> own(RecordedEvent recorded) {
        List<Object> today = aggregates.codec().decode(recorded);
        List<E> own =
                today.stream().filter(events::isInstance).map(events::cast).toList();
        if (own.isEmpty() && !today.isEmpty()) {
            throw new ForeignEventException(recorded, today.get(0), events);
        }
        return own;
    }

    /** The events of a command that was executed before; none if it was not, or has no id. */
    private List<RecordedEvent> recorded(CommandContext context) {
        List<RecordedEvent> found = new ArrayList<>();
        Optional<RecordedEvent> next;
        do {
            next = context.eventId(name, found.size())
                    .flatMap(aggregates.storage().events()::find);
            next.ifPresent(found::add);
        } while (next.isPresent());
        return found;
    }

    private Decided<S> executed(C command, List<RecordedEvent> before) {
        List<Object> decoded = before.stream()
                .flatMap(recorded -> aggregates.codec().decode(recorded).stream())
                .toList();
        return new Decided<>(
                load(command), decoded, before.get(before.size() - 1).position());
    }

    /** What a decision rests on, and how far the log was looked through for it. */
    private record Basis<S>(EventQuery query, long through, S state) {}
}
