// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationHistory.Step;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.SubscriptionArguments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What workers do with operations, in a storage or in a transaction of it. */
final class InMemoryOperationQueue implements OperationQueue {

    private static final Duration LONGEST_REST = Duration.ofDays(1);
    private static final Set<OperationState> OPEN =
            Set.of(OperationState.PENDING, OperationState.RETRYING, OperationState.WAITING);

    private final InMemoryOperations operations;
    private final InMemoryOperations.Source source;

    InMemoryOperationQueue(InMemoryOperations operations, InMemoryOperations.Source source) {
        this.operations = operations;
        this.source = source;
    }

    @Override
    public List<Claim> claim(String worker, Routes routes, Duration lease, int limit) {
        SubscriptionArguments.process(worker);
        SubscriptionArguments.lease(lease);
        OperationArguments.limit(limit);
        return operations.writing(tables -> claim(tables, worker, routes, lease, limit));
    }

    private List<Claim> claim(OperationTables tables, String worker, Routes routes, Duration lease, int limit) {
        List<Claim> claims = new ArrayList<>();
        Instant now = operations.now();
        List<Operation> ready = operations
                .visible(tables)
                .filter(one -> one.status().ready() && routes.lead(one) && !one.isLate(now))
                .sorted(Comparator.comparingInt(Operation::priority).reversed().thenComparingLong(Operation::id))
                .toList();
        for (Operation one : ready) {
            if (claims.size() < limit && tables.all().noneMatch(other -> other.keepsBack(one))) {
                claims.add(new Claim(start(tables, one, worker, now)));
                tables.lease(one.id(), now.plus(lease));
            }
        }
        return claims;
    }

    private static Operation start(OperationTables tables, Operation operation, String worker, Instant now) {
        Operation started = operation.started(worker, now);
        OperationHistory history = tables.find(operation.id()).orElseThrow();
        Attempt attempt = new Attempt(started.status().attempts(), worker, now, Optional.empty(), Optional.empty(), "");
        tables.put(new OperationHistory(
                started,
                InMemoryOperations.plus(history.attempts(), attempt),
                history.steps(),
                history.signals(),
                history.decisions()));
        return started;
    }

    @Override
    public Renewal renew(Collection<Claim> claims, Duration lease) {
        SubscriptionArguments.lease(lease);
        return operations.writing(tables -> {
            Set<Claim> kept = new HashSet<>();
            Set<Claim> lost = new HashSet<>();
            for (Claim claim : claims) {
                if (held(tables, claim).isPresent()) {
                    tables.lease(claim.operation().id(), operations.now().plus(lease));
                    kept.add(claim);
                } else {
                    lost.add(claim);
                }
            }
            return new Renewal(kept, lost);
        });
    }

    @Override
    public void record(Claim claim, String step, Payload result, Optional<Compensation> compensation) {
        OperationArguments.step(step);
        this.<Boolean>fenced(claim, (tables, history) -> {
            if (history.steps().stream().anyMatch(done -> done.name().equals(step) && !done.compensated())) {
                throw OperationArguments.doubleStep(claim, step);
            }
            tables.put(new OperationHistory(
                    history.operation(),
                    history.attempts(),
                    InMemoryOperations.plus(
                            history.steps(), new Step(step, result, compensation, false, operations.now())),
                    history.signals(),
                    history.decisions()));
            return true;
        });
    }

    @Override
    public Map<String, Payload> steps(Claim claim) {
        Map<String, Payload> steps = new LinkedHashMap<>();
        history(claim).stream()
                .flatMap(history -> history.steps().stream())
                .filter(step -> !step.compensated())
                .forEach(step -> steps.put(step.name(), step.result()));
        return steps;
    }

    @Override
    public void end(Claim claim, OperationEnding ending) {
        this.<Boolean>fenced(claim, (tables, history) -> {
            end(tables, history, ending);
            return true;
        });
    }

    @Override
    public Optional<Claim> endAndClaim(Claim claim, OperationEnding ending, Routes routes, Duration lease) {
        SubscriptionArguments.lease(lease);
        return this.<Optional<Claim>>fenced(claim, (tables, history) -> {
            end(tables, history, ending);
            return claim(tables, claim.operation().status().worker(), routes, lease, 1).stream()
                    .findFirst();
        });
    }

    void end(OperationTables tables, OperationHistory history, OperationEnding ending) {
        Instant now = operations.now();
        Operation ended = history.operation().ended(ending, now);
        boolean told = ending instanceof OperationEnding.Waiting waiting
                && history.signals().stream().anyMatch(signal -> signal.name().equals(waiting.signal()));
        List<Attempt> attempts = new ArrayList<>(history.attempts());
        Attempt last = attempts.remove(attempts.size() - 1);
        attempts.add(new Attempt(
                last.number(),
                last.worker(),
                last.startedAt(),
                Optional.of(now),
                Optional.of(ending.outcome()),
                ending.error()));
        tables.put(new OperationHistory(
                told ? ended.goingOn(now) : ended, attempts, history.steps(), history.signals(), history.decisions()));
        if (ended.state() == OperationState.FAILED) {
            Compensating.of(operations, tables, ended.id());
        }
        tables.raiseChanges();
    }

    @Override
    public Duration tend(Routes routes, Function<Operation, OperationEnding.Failed> abandoned) {
        return operations.writing(tables -> {
            Instant now = operations.now();
            for (Operation one : operations.visible(tables).toList()) {
                tend(tables, one, routes, abandoned, now);
            }
            return operations
                    .visible(tables)
                    .flatMap(one -> nextAfter(tables, one, routes, now).stream())
                    .map(next -> Duration.between(now, next))
                    .min(Comparator.naturalOrder())
                    .filter(rest -> rest.compareTo(LONGEST_REST) < 0)
                    .orElse(LONGEST_REST);
        });
    }

    private void tend(
            OperationTables tables,
            Operation one,
            Routes routes,
            Function<Operation, OperationEnding.Failed> abandoned,
            Instant now) {
        if (OPEN.contains(one.state()) && one.isLate(now)) {
            tables.put(one.overdue(now));
            Compensating.of(operations, tables, one.id());
            tables.raiseChanges();
        } else if (isAsleep(one) && !one.status().dueAt().isAfter(now)) {
            tables.put(one.with(one.status().madeReady()));
            tables.raiseChanges();
        } else if (one.status().ready()
                && !one.status().unroutable()
                && routes.channels().contains(one.channel())
                && !routes.types().contains(one.type())) {
            tables.put(one.with(one.status().markedUnroutable()));
        } else if (one.state() == OperationState.RUNNING
                && routes.lead(one)
                && !tables.leasedUntil(one.id()).isAfter(now)) {
            end(tables, tables.find(one.id()).orElseThrow(), abandoned.apply(one));
        }
    }

    private static Optional<Instant> nextAfter(OperationTables tables, Operation one, Routes routes, Instant now) {
        Optional<Instant> next = one.deadline().filter(deadline -> OPEN.contains(one.state()));
        if (isAsleep(one)) {
            next = earlier(next, one.status().dueAt());
        }
        if (one.state() == OperationState.RUNNING && routes.lead(one)) {
            next = earlier(next, tables.leasedUntil(one.id()));
        }
        return next.filter(now::isBefore);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
        return Optional.of(one.filter(other::isAfter).orElse(other));
    }

    private static boolean isAsleep(Operation one) {
        return !one.status().ready()
                && (one.state() == OperationState.PENDING || one.state() == OperationState.RETRYING);
    }

    @Override
    public Registration onChange(Runnable wakeUp) {
        return source.wakeUps().apply(wakeUp);
    }

    private Optional<OperationHistory> history(Claim claim) {
        return operations.reading(
                tables -> operations.find(tables, claim.operation().id()));
    }

    private Optional<OperationHistory> held(OperationTables tables, Claim claim) {
        return operations
                .find(tables, claim.operation().id())
                .filter(history -> history.operation().state() == OperationState.RUNNING
                        && history.operation().status().token() == claim.token());
    }

    private <R> R fenced(Claim claim, Fenced<R> work) {
        return operations.writing(
                tables -> work.in(tables, held(tables, claim).orElseThrow(() -> new OperationLostException(claim))));
    }

    /** What is done by a worker whose claim is valid. */
    private interface Fenced<R> {
        R in(OperationTables tables, OperationHistory history);
    }
}
