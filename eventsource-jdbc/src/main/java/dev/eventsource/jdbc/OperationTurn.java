// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.jdbc.OperationTable.Locked;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Routes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What workers want of the queue at the same time, done in one transaction: first ends what they have done, then they get
 * what is next. It waits for no row that somebody else has locked: what cannot be done without is left to its worker, and
 * delays no other.
 */
final class OperationTurn {

    private final Sql sql;
    private final OperationTable table;
    private final boolean waits;
    private final IdentityHashMap<Take, List<Claim>> claims = new IdentityHashMap<>();
    private final Set<End> notEnded = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean concernsOthers;

    /** @param waits whether it waits for locked rows all the same */
    OperationTurn(Sql sql, OperationTable table, boolean waits) {
        this.sql = sql;
        this.table = table;
        this.waits = waits;
    }

    /** An answer for each. */
    List<Answer> grant(List<Wish> wishes) throws SQLException {
        List<End> ends = only(End.class, wishes);
        succeed(ends.stream().filter(End::isSuccess).toList());
        for (End end : ends) {
            if (!end.isSuccess()) {
                stop(end);
            }
        }
        Map<Routes, List<Take>> takes = wishes.stream()
                .flatMap(wish -> taking(wish).stream())
                .collect(Collectors.groupingBy(Take::routes, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<Routes, List<Take>> alike : takes.entrySet()) {
            take(alike.getKey(), alike.getValue());
        }
        return wishes.stream().map(this::answer).toList();
    }

    /** Who could not end what he had gets nothing. */
    private Optional<Take> taking(Wish wish) {
        if (wish instanceof End end) {
            return notEnded.contains(end) ? Optional.empty() : end.then();
        }
        return only(Take.class, List.of(wish)).stream().findFirst();
    }

    private Answer answer(Wish wish) {
        return new Answer(
                taking(wish).map(take -> claims.getOrDefault(take, List.of())).orElse(List.of()),
                wish instanceof End end && notEnded.contains(end));
    }

    private static <W> List<W> only(Class<W> kind, List<Wish> wishes) {
        return wishes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Is there something that others may be waiting for? */
    boolean concernsOthers() {
        return concernsOthers;
    }

    /** What almost all do: the same as {@link #stop}, without looking at the row before. */
    private void succeed(List<End> ends) throws SQLException {
        List<Long> changed = sql.executeAll(
                """
                update es_operation
                   set state = 'SUCCEEDED', changed_at = {now}
                 where id = (select id
                               from es_operation
                              where id = ? and token = ? and state = 'RUNNING' and (? or tenant = ?) %s)""".formatted(locked()),
                ends,
                end -> List.of(end.claim().operation().id(), end.claim().token(), table.whole(), table.tenant()));
        List<Operation> done = new ArrayList<>();
        Iterator<Long> rows = changed.iterator();
        for (End end : ends) {
            if (rows.next() == 0) {
                notEnded.add(end);
            } else {
                done.add(end.claim().operation());
                concernsOthers |= end.claim().operation().key().isPresent();
            }
        }
        OperationTable.endAttempts(sql, done, new Succeeded());
    }

    private String locked() {
        return waits ? "{locked}" : "{lockedIfFree}";
    }

    private void stop(End end) throws SQLException {
        Locked locked = table.lock(sql, end.claim(), locked()).orElse(null);
        if (locked == null) {
            notEnded.add(end);
        } else {
            concernsOthers |= OperationTable.end(sql, locked, end.ending());
        }
    }

    /** What is ready can be begun; one search for all, and each gets what it asked for as long as there is something. */
    private void take(Routes routes, List<Take> takes) throws SQLException {
        Iterator<Locked> ready =
                ready(routes, takes.stream().mapToInt(Take::limit).sum()).iterator();
        List<Started> started = new ArrayList<>();
        for (Take take : takes) {
            List<Claim> taken = new ArrayList<>();
            while (taken.size() < take.limit() && ready.hasNext()) {
                Locked locked = ready.next();
                Operation operation = locked.operation().started(take.worker(), locked.now());
                started.add(new Started(operation, take.lease()));
                taken.add(new Claim(operation));
            }
            claims.put(take, taken);
        }
        sql.executeAll("""
                update es_operation
                   set state = 'RUNNING', ready = false, unroutable = false, attempts = ?, token = ?, worker = ?,
                       signal = '', error = '', changed_at = ?, lease_until = {micros} + ?
                 where id = ?""", started, Started::row);
        sql.executeAll("""
                insert into es_operation_attempt (operation_id, number, worker, started_at, error)
                values (?, ?, ?, ?, '')""", started, Started::attempt);
    }

    private List<Locked> ready(Routes routes, int limit) throws SQLException {
        return sql.inOrder()
                .list(
                        OperationTable::locked,
                        """
                select %s
                  from es_operation o
                 where ready and %s and %s and (? or tenant = ?) and (deadline is null or deadline > {now})
                   and (key is null
                        or not exists (select 1
                                         from es_operation b
                                        where b.tenant = o.tenant and b.key = o.key and b.id <> o.id
                                          and b.key is not null
                                          and b.state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED')
                                          and (b.state = 'RUNNING'
                                               or (b.id < o.id
                                                   and (b.ready or b.state in ('RETRYING', 'WAITING')
                                                        or (b.state in ('HELD', 'FAILED') and not b.passing))))))
                 order by priority desc, id
                 limit ? {lockedIfFree}""".formatted(
                                        OperationTable.COLUMNS,
                                        sql.dialect().isOneOf("channel"),
                                        sql.dialect().isOneOf("type")),
                        List.copyOf(routes.channels()),
                        List.copyOf(routes.types()),
                        table.whole(),
                        table.tenant(),
                        limit);
    }

    /** What one worker wants. */
    sealed interface Wish {}

    /** That an attempt ends, and what is next. */
    record End(Claim claim, OperationEnding ending, Optional<Take> then) implements Wish {
        boolean isSuccess() {
            return ending instanceof Succeeded;
        }
    }

    /** Operations to do. */
    record Take(String worker, Routes routes, Duration lease, int limit) implements Wish {}

    /**
     * What it gets.
     *
     * @param notEnded whether the attempt that was to end has ended otherwise, or is locked; nothing was written
     */
    record Answer(List<Claim> claims, boolean notEnded) {}

    /** An attempt that begins. */
    private record Started(Operation operation, Duration lease) {

        List<?> row() {
            return List.of(
                    operation.status().attempts(),
                    operation.status().token(),
                    operation.status().worker(),
                    operation.status().changedAt(),
                    lease.toNanos() / 1_000,
                    operation.id());
        }

        List<?> attempt() {
            return List.of(
                    operation.id(),
                    operation.status().attempts(),
                    operation.status().worker(),
                    operation.status().changedAt());
        }
    }
}
