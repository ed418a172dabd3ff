// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Decided;
import dev.eventsource.store.OperationHistory.Signal;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Operations of one tenant or of all, in a storage or in a transaction of it. */
final class InMemoryOperations implements OperationStore {

    private final Rows rows;
    private final Source source;
    private final String tenant;
    private final boolean whole;

    /** Those of all tenants; what is submitted is nobody's. */
    InMemoryOperations(Rows rows, Source source) {
        this(rows, source, "", true);
    }

    private InMemoryOperations(Rows rows, Source source, String tenant, boolean whole) {
        this.rows = rows;
        this.source = source;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public long submit(NewOperation wanted) {
        return rows.writing(contents -> submit(contents.operations(), wanted, tenant));
    }

    /** Its id, or that of the one that was there. */
    long submit(OperationTables tables, NewOperation wanted, String owner) {
        Optional<Operation> there = wanted.options().idempotencyId().isEmpty()
                ? Optional.empty()
                : tables.all(one -> one.tenant().equals(owner)
                                && one.type().equals(wanted.type())
                                && one.idempotencyId().equals(wanted.options().idempotencyId()))
                        .findFirst();
        if (there.isPresent()) {
            return there.get().id();
        }
        Operation operation =
                Operation.submitted(source.ids.incrementAndGet(), owner, wanted, UUID.randomUUID(), now());
        tables.put(new OperationHistory(operation, List.of(), List.of(), List.of(), List.of()));
        tables.raiseChanges();
        return operation.id();
    }

    @Override
    public boolean signal(long id, String name, Payload payload) {
        OperationArguments.signal(name);
        return rows.writing(contents -> {
            OperationTables tables = contents.operations();
            OperationHistory history = known(tables, id);
            Operation operation = history.operation();
            if (operation.state().isFinal()
                    || history.signals().stream().anyMatch(told -> told.name().equals(name))) {
                return false;
            }
            tables.put(new OperationHistory(
                    operation.state() == OperationState.WAITING
                                    && operation.status().signal().equals(name)
                            ? operation.goingOn(now())
                            : operation,
                    history.attempts(),
                    history.steps(),
                    plus(history.signals(), new Signal(name, payload, now())),
                    history.decisions()));
            tables.raiseChanges();
            return true;
        });
    }

    @Override
    public Optional<OperationHistory> find(long id) {
        return rows.reading(contents -> find(contents.operations(), id));
    }

    @Override
    public List<Operation> list(Filter filter, int limit) {
        OperationArguments.limit(limit);
        return rows.reading(contents -> visible(contents.operations())
                .filter(filter::wants)
                .limit(limit)
                .toList());
    }

    @Override
    public void decide(long id, OperationDecision decision, String by, String why) {
        SubscriptionArguments.by(by);
        OperationArguments.why(why);
        this.<Boolean>writing(tables -> {
            OperationHistory history = toBeDecided(tables, id);
            tables.put(new OperationHistory(
                    history.operation().decided(decision, compensating(tables, history.operation()), now()),
                    history.attempts(),
                    history.steps(),
                    history.signals(),
                    plus(history.decisions(), new Decided(decision, by, why, now()))));
            if (decision == OperationDecision.CANCEL) {
                Compensating.of(this, tables, id);
            }
            tables.raiseChanges();
            return true;
        });
    }

    /** If its worker was not heard of and nobody has taken it over, it is held now. */
    private OperationHistory toBeDecided(OperationTables tables, long id) {
        OperationHistory history = known(tables, id);
        Operation operation = history.operation();
        if (operation.state() == OperationState.RUNNING
                && !tables.leasedUntil(id).isAfter(now())) {
            new InMemoryOperationQueue(this, source).end(tables, history, Failed.unheard(operation));
        }
        return known(tables, id);
    }

    private static Optional<Long> compensating(OperationTables tables, Operation operation) {
        return tables.all(one -> one.tenant().equals(operation.tenant())
                        && one.key().equals(Optional.of(operation.compensationKey()))
                        && !one.state().isFinal())
                .map(Operation::id)
                .min(Comparator.naturalOrder());
    }

    @Override
    public long purge(Instant before) {
        return writing(tables -> {
            List<Operation> old = visible(tables)
                    .filter(one ->
                            one.state().isFinal() && one.status().changedAt().isBefore(before))
                    .toList();
            old.forEach(one -> tables.remove(one.id()));
            return (long) old.size();
        });
    }

    @Override
    public List<Count> counts(Set<OperationState> states) {
        return rows.reading(contents -> {
            Map<String, Count> counts = new TreeMap<>();
            visible(contents.operations())
                    .filter(one -> states.contains(one.state()))
                    .forEach(one -> counts.merge(
                            one.channel() + " " + one.state(),
                            new Count(
                                    one.channel(),
                                    one.state(),
                                    1,
                                    one.status().unroutable() ? 1 : 0,
                                    one.submittedAt()),
                            InMemoryOperations::sum));
            return counts.values().stream()
                    .sorted(Comparator.comparing(Count::channel).thenComparing(Count::state))
                    .toList();
        });
    }

    private static Count sum(Count one, Count other) {
        return new Count(
                one.channel(),
                one.state(),
                one.operations() + other.operations(),
                one.unroutable() + other.unroutable(),
                one.oldest().isBefore(other.oldest()) ? one.oldest() : other.oldest());
    }

    @Override
    public OperationQueue queue() {
        return new InMemoryOperationQueue(this, source);
    }

    @Override
    public OperationStore forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryOperations(rows, source, TenantEvents.checked(other), false);
    }

    <R> R reading(Function<OperationTables, R> work) {
        return rows.reading(contents -> work.apply(contents.operations()));
    }

    <R> R writing(Function<OperationTables, R> work) {
        return rows.writing(contents -> work.apply(contents.operations()));
    }

    Optional<OperationHistory> find(OperationTables tables, long id) {
        return tables.find(id)
                .filter(found -> whole || found.operation().tenant().equals(tenant));
    }

    /** What this may see, by id. */
    Stream<Operation> visible(OperationTables tables) {
        return tables.all(one -> whole || one.tenant().equals(tenant));
    }

    Instant now() {
        return source.clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private OperationHistory known(OperationTables tables, long id) {
        return find(tables, id).orElseThrow(() -> OperationArguments.unknown(id));
    }

    static <T> List<T> plus(List<T> present, T added) {
        List<T> both = new ArrayList<>(present);
        both.add(added);
        return both;
    }

    /**
     * What all operations of a storage share.
     *
     * @param ids the last one that was given
     */
    record Source(Clock clock, AtomicLong ids, Function<Runnable, Registration> wakeUps) {}
}
