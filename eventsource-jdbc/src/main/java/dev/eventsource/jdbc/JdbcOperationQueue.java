// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.OperationTable.Locked;
import dev.eventsource.jdbc.OperationTurn.Answer;
import dev.eventsource.jdbc.OperationTurn.End;
import dev.eventsource.jdbc.OperationTurn.Take;
import dev.eventsource.jdbc.OperationTurn.Wish;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionArguments;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What workers do with operations, in a SQL database.
 *
 * <p>How it works: a claim takes rows that nobody else has locked and writes down an attempt for each, in one transaction;
 * what workers of this process want at the same time is done in one, see {@link OperationTurn}.
 * Of a key it sees only the first. Where an earlier one becomes visible at the same moment, the unique index on the keys of
 * running operations lets only one of both be begun; the claim that was second is tried again.
 */
final class JdbcOperationQueue implements OperationQueue {

    private static final int TRIES = 5;
    private static final Set<String> RACES = Set.of("23505", "40P01", "40001");

    private final Rows rows;
    private final OperationTable table;
    private final Function<Runnable, Registration> wakeUps;
    private final Combining<Wish, Answer> turns = new Combining<>(wishes -> grant(wishes, false));

    JdbcOperationQueue(Rows rows, OperationTable table, Function<Runnable, Registration> wakeUps) {
        this.rows = rows;
        this.table = table;
        this.wakeUps = wakeUps;
    }

    @Override
    public List<Claim> claim(String worker, Routes routes, Duration lease, int limit) {
        SubscriptionArguments.process(worker);
        SubscriptionArguments.lease(lease);
        OperationArguments.limit(limit);
        return ask(new Take(worker, routes, lease, limit)).claims();
    }

    /** What has to wait for a row waits by itself. */
    private Answer ask(Wish wish) {
        for (int attempt = 1; true; attempt++) {
            try {
                Answer answer = turns.ask(wish);
                return answer.notEnded() ? grant(() -> List.of(wish), true).get(0) : answer;
            } catch (StorageException e) {
                if (attempt == TRIES || !isRace(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isRace(StorageException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && RACES.contains(sql.getSQLState());
    }

    private List<Answer> grant(Supplier<List<Wish>> wishes, boolean waits) {
        Granted granted = rows.writing(sql -> {
            OperationTurn turn = new OperationTurn(sql, table, waits);
            return new Granted(turn.grant(wishes.get()), turn.concernsOthers());
        });
        if (granted.concernsOthers()) {
            rows.tellWorkers();
        }
        return granted.answers();
    }

    private record Granted(List<Answer> answers, boolean concernsOthers) {}

    @Override
    public Renewal renew(Collection<Claim> claims, Duration lease) {
        SubscriptionArguments.lease(lease);
        List<Claim> all = List.copyOf(claims);
        return rows.writing(sql -> {
            List<Long> renewed = sql.executeAll(
                    """
                    update es_operation
                       set lease_until = {micros} + ?
                     where id = (select id
                                   from es_operation
                                  where id = ? and token = ? and state = 'RUNNING' and (? or tenant = ?) {lockedIfFree})""",
                    all,
                    claim -> List.of(
                            lease.toNanos() / 1_000,
                            claim.operation().id(),
                            claim.token(),
                            table.whole(),
                            table.tenant()));
            Set<Claim> kept = new HashSet<>();
            Set<Claim> lost = new HashSet<>();
            for (int i = 0; i < all.size(); i++) {
                if (renewed.get(i) > 0) {
                    kept.add(all.get(i));
                } else if (table.lock(sql, all.get(i), "").isEmpty()) {
                    lost.add(all.get(i));
                }
            }
            return new Renewal(kept, lost);
        });
    }

    @Override
    public void record(Claim claim, String step, Payload result, Optional<Compensation> compensation) {
        OperationArguments.step(step);
        rows.writing(sql -> {
            fenced(sql, claim);
            if (steps(sql, claim).containsKey(step)) {
                throw OperationArguments.doubleStep(claim, step);
            }
            return sql.execute(
                    """
                    insert into es_operation_step (operation_id, number, name, result, compensation_type,
                           compensation_payload, compensated, recorded_at)
                    values (?, (select count(*) + 1 from es_operation_step where operation_id = ?), ?, ?, ?, ?, false,
                            {now})""",
                    claim.operation().id(),
                    claim.operation().id(),
                    step,
                    result,
                    compensation.map(Compensation::type).orElse(null),
                    compensation.map(Compensation::payload).orElse(null));
        });
    }

    @Override
    public Map<String, Payload> steps(Claim claim) {
        return rows.reading(sql -> steps(sql, claim));
    }

    private Map<String, Payload> steps(Sql sql, Claim claim) throws SQLException {
        Map<String, Payload> steps = new LinkedHashMap<>();
        sql.list(
                        row -> Map.entry(row.text("name"), row.payload("result")),
                        """
                        select s.name, s.result
                          from es_operation_step s
                         where s.operation_id = ? and not s.compensated
                           and exists (select 1 from es_operation o where o.id = s.operation_id and (? or o.tenant = ?))
                         order by s.number""",
                        claim.operation().id(),
                        table.whole(),
                        table.tenant())
                .forEach(step -> steps.put(step.getKey(), step.getValue()));
        return steps;
    }

    @Override
    public void end(Claim claim, OperationEnding ending) {
        end(new End(claim, ending, Optional.empty()));
    }

    @Override
    public Optional<Claim> endAndClaim(Claim claim, OperationEnding ending, Routes routes, Duration lease) {
        SubscriptionArguments.lease(lease);
        Take next = new Take(claim.operation().status().worker(), routes, lease, 1);
        return end(new End(claim, ending, Optional.of(next))).stream().findFirst();
    }

    private List<Claim> end(End end) {
        Answer answer = ask(end);
        if (answer.notEnded()) {
            throw new OperationLostException(end.claim());
        }
        return answer.claims();
    }

    @Override
    public Duration tend(Routes routes, Function<Operation, OperationEnding.Failed> abandoned) {
        return new OperationTime(rows, table, routes, abandoned).tend();
    }

    @Override
    public Registration onChange(Runnable wakeUp) {
        return wakeUps.apply(wakeUp);
    }

    private Locked fenced(Sql sql, Claim claim) throws SQLException {
        return table.lock(sql, claim, "{locked}").orElseThrow(() -> new OperationLostException(claim));
    }
}
