// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.inmemory.SubscriptionTables.Letter;
import dev.eventsource.inmemory.SubscriptionTables.Place;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionChecks;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one tenant, in a storage or in a transaction of it. */
final class InMemoryCheckpoints implements CheckpointStore {

    private final Rows rows;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemoryCheckpoints(Rows rows, Clock clock) {
        this(rows, clock, "", true);
    }

    private InMemoryCheckpoints(Rows rows, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start) {
        SubscriptionArguments.partitions(partitions);
        SubscriptionArguments.query(query);
        return write(tables -> tables.states().get(key(id)).orElseGet(() -> {
            Instant now = now();
            boolean active = versions(tables, id).noneMatch(SubscriptionState::active);
            SubscriptionState state = new SubscriptionState(
                    id,
                    query,
                    false,
                    active,
                    now,
                    IntStream.range(0, partitions)
                            .mapToObj(number -> new Partition(number, start, 0, "", now))
                            .toList());
            tables.states().put(key(id), state);
            tables.raiseChanges();
            return state;
        }));
    }

    @Override
    public Optional<SubscriptionState> find(SubscriptionId id) {
        return rows.reading(contents -> contents.subscriptions().states().get(key(id)));
    }

    @Override
    public List<SubscriptionState> all() {
        return rows.reading(contents -> states(contents.subscriptions(), any -> true)
                .sorted(Comparator.comparing(SubscriptionState::id))
                .toList());
    }

    @Override
    public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
        SubscriptionArguments.ofOneSubscription(checkpoints.keySet());
        return write(tables -> {
            Instant now = now();
            Set<Lease> refused = new HashSet<>();
            checkpoints.forEach((lease, to) -> tables.held(tenant, lease, now)
                    .filter(held -> held.checkpoint().position() <= to.position())
                    .ifPresentOrElse(
                            held -> tables.put(tenant, lease.subscription(), advanced(held, to, now)),
                            () -> refused.add(lease)));
            return Set.copyOf(refused);
        });
    }

    /** What is known of the event at a position stays known. */
    private static Partition advanced(Partition held, Checkpoint to, Instant now) {
        Checkpoint from = held.checkpoint();
        @Nullable
        UUID event = to.event()
                .or(() -> from.position() == to.position() ? from.event() : Optional.empty())
                .orElse(null);
        return new Partition(held.number(), new Checkpoint(to.position(), event), held.token(), held.owner(), now);
    }

    @Override
    public void reset(SubscriptionId id, Checkpoint to, boolean force) {
        this.<Boolean>write(tables -> {
            SubscriptionState state = known(tables, id);
            Instant now = now();
            if (!force) {
                SubscriptionChecks.notInUse(id, owners(tables, state, now));
            }
            state.partitions()
                    .forEach(partition -> tables.put(
                            tenant, id, new Partition(partition.number(), to, partition.token() + 1, "", now)));
            places(tables.attempts(), id).forEach(tables.attempts()::remove);
            letters(tables, id, letter -> letter.content().isOpen())
                    .forEach((place, letter) -> tables.letters()
                            .put(
                                    place,
                                    new Letter(
                                            InMemoryDeadLetters.decided(letter.content(), State.DISCARDED, "reset"),
                                            now)));
            tables.raiseChanges();
            return true;
        });
    }

    @Override
    public void pause(SubscriptionId id, boolean paused) {
        this.<Boolean>write(tables -> {
            SubscriptionState state = known(tables, id);
            if (state.paused() != paused) {
                tables.states().put(key(id), with(state, paused, state.active()));
                tables.raiseChanges();
            }
            return true;
        });
    }

    @Override
    public void activate(SubscriptionId id, boolean force) {
        this.<Boolean>write(tables -> {
            SubscriptionState candidate = known(tables, id);
            Optional<SubscriptionState> active =
                    versions(tables, id).filter(SubscriptionState::active).findFirst();
            if (candidate.active()) {
                return true;
            }
            active.ifPresent(before -> {
                if (!force) {
                    int open = letters(tables, id, letter -> letter.content().isOpen())
                            .size();
                    SubscriptionChecks.mayReplace(candidate, before, open);
                }
                tables.states().put(key(before.id()), with(before, before.paused(), false));
            });
            tables.states().put(key(id), with(candidate, candidate.paused(), true));
            tables.raiseChanges();
            return true;
        });
    }

    @Override
    public void drop(SubscriptionId id) {
        this.<Boolean>write(tables -> {
            SubscriptionState state = known(tables, id);
            SubscriptionChecks.mayBeDropped(state, versions(tables, id).count());
            SubscriptionChecks.notInUse(id, owners(tables, state, now()));
            tables.states().remove(key(id));
            tables.members()
                    .rows(key -> key.tenant().equals(tenant)
                            && key.key().subscription().equals(id))
                    .keySet()
                    .forEach(tables.members()::remove);
            places(tables.attempts(), id).forEach(tables.attempts()::remove);
            places(tables.letters(), id).forEach(tables.letters()::remove);
            tables.raiseChanges();
            return true;
        });
    }

    @Override
    public CheckpointStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryCheckpoints(rows, clock, TenantEvents.checked(other), false);
    }

    private SubscriptionState known(SubscriptionTables tables, SubscriptionId id) {
        return SubscriptionChecks.known(id, tables.states().get(key(id)));
    }

    /** All versions of its name. */
    private Stream<SubscriptionState> versions(SubscriptionTables tables, SubscriptionId id) {
        return states(tables, other -> other.name().equals(id.name()));
    }

    private Stream<SubscriptionState> states(SubscriptionTables tables, Predicate<SubscriptionId> wanted) {
        return tables.states().rows(key -> key.tenant().equals(tenant) && wanted.test(key.key())).values().stream();
    }

    private List<String> owners(SubscriptionTables tables, SubscriptionState state, Instant now) {
        return state.partitions().stream()
                .map(Partition::owner)
                .filter(owner -> tables.isAlive(tenant, owner, now))
                .toList();
    }

    private Map<Owned<Place>, Letter> letters(SubscriptionTables tables, SubscriptionId id, Predicate<Letter> wanted) {
        Map<Owned<Place>, Letter> letters = tables.letters().rows(key -> isOf(key, id));
        letters.values().removeIf(wanted.negate());
        return letters;
    }

    private Set<Owned<Place>> places(Table<Owned<Place>, ?> table, SubscriptionId id) {
        return table.rows(key -> isOf(key, id)).keySet();
    }

    private boolean isOf(Owned<Place> place, SubscriptionId id) {
        return place.tenant().equals(tenant) && place.key().subscription().equals(id);
    }

    private static SubscriptionState with(SubscriptionState state, boolean paused, boolean active) {
        return new SubscriptionState(state.id(), state.query(), paused, active, state.createdAt(), state.partitions());
    }

    private Owned<SubscriptionId> key(SubscriptionId id) {
        return new Owned<>(tenant, id);
    }

    private <R> R write(Function<SubscriptionTables, R> work) {
        return rows.writing(contents -> work.apply(contents.subscriptions()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
