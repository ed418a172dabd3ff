package dev.eventsource.jdbc;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.OperationTable.Locked;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionArguments;
import java.sql.SQLException;
import java.time.Duration;
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

/**
 * What workers do with operations, in a SQL database.
 *
 * <p>How it works: a claim takes rows that nobody else has locked and writes down an attempt for each, in one transaction.
 * Of a key it sees only the first. Where an earlier one becomes visible at the same moment, the unique index on the keys of
 * running operations lets only one of both be begun; the claim that was second is tried again.
 */
final class JdbcOperationQueue implements OperationQueue {

    private static final int TRIES = 5;
    private static final Set<String> RACES = Set.of("23505", "40P01", "40001");

    private final Rows rows;
    private final OperationTable table;
    private final Function<Runnable, Registration> wakeUps;

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
        for (int attempt = 1; true; attempt++) {
            try {
                return rows.writing(sql -> claim(sql, worker, routes, lease, limit));
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

    /** One statement for all of them; it does what {@link Operation#started} says. What is ready can be begun. */
    private List<Claim> claim(Sql sql, String worker, Routes routes, Duration lease, int limit) throws SQLException {
        List<Operation> started = sql.inOrder()
                .list(
                        OperationTable::read,
                        """
                with chosen as materialized (
                  select o.id as chosen_id
                    from es_operation o
                   where o.ready and %s and %s and (? or o.tenant = ?) and (o.deadline is null or o.deadline > {now})
                     and (o.key is null
                          or not exists (select 1
                                           from es_operation b
                                          where b.tenant = o.tenant and b.key = o.key and b.id <> o.id
                                            and b.key is not null
                                            and b.state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED')
                                            and (b.state = 'RUNNING'
                                                 or (b.id < o.id
                                                     and (b.ready or b.state in ('RETRYING', 'WAITING')
                                                          or (b.state in ('HELD', 'FAILED') and not b.passing))))))
                   order by o.priority desc, o.id
                   limit ? {lockedIfFree})
                update es_operation
                   set state = 'RUNNING', ready = false, unroutable = false, attempts = attempts + 1, token = token + 1,
                       worker = ?, signal = '', error = '', changed_at = {now}, lease_until = {micros} + ?
                  from chosen
                 where id = chosen_id
                returning %s""".formatted(
                                        sql.dialect().isOneOf("o.channel"),
                                        sql.dialect().isOneOf("o.type"),
                                        OperationTable.COLUMNS),
                        List.copyOf(routes.channels()),
                        List.copyOf(routes.types()),
                        table.whole(),
                        table.tenant(),
                        limit,
                        worker,
                        lease.toNanos() / 1_000);
        List<Claim> claims = new ArrayList<>();
        for (Operation operation : inOrder(started)) {
            sql.execute(
                    """
                    insert into es_operation_attempt (operation_id, number, worker, started_at, error)
                    values (?, ?, ?, ?, '')""",
                    operation.id(),
                    operation.status().attempts(),
                    worker,
                    operation.status().changedAt());
            claims.add(new Claim(operation));
        }
        return claims;
    }

    private static List<Operation> inOrder(List<Operation> operations) {
        return operations.stream()
                .sorted(Comparator.comparingInt(Operation::priority).reversed().thenComparingLong(Operation::id))
                .toList();
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claims, Duration lease) {
        SubscriptionArguments.lease(lease);
        if (claims.isEmpty()) {
            return Set.of();
        }
        return rows.writing(sql -> {
            Set<Claim> lost = new HashSet<>();
            for (Claim claim : claims) {
                long renewed = sql.execute(
                        """
                        update es_operation
                           set lease_until = {micros} + ?
                         where id = ? and token = ? and state = 'RUNNING' and (? or tenant = ?)""",
                        lease.toNanos() / 1_000,
                        claim.operation().id(),
                        claim.token(),
                        table.whole(),
                        table.tenant());
                if (renewed == 0) {
                    lost.add(claim);
                }
            }
            return lost;
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
    public Optional<Payload> signal(Claim claim, String name) {
        OperationArguments.signal(name);
        return rows.reading(sql -> sql.first(
                row -> row.payload("payload"), """
                select s.payload
                  from es_operation_signal s
                 where s.operation_id = ? and s.name = ?
                   and exists (select 1 from es_operation o where o.id = s.operation_id and (? or o.tenant = ?))""", claim.operation().id(), name, table.whole(), table.tenant()));
    }

    @Override
    public void end(Claim claim, OperationEnding ending) {
        boolean concernsOthers = rows.writing(sql -> ending instanceof OperationEnding.Succeeded
                ? succeed(sql, claim, ending)
                : end(sql, fenced(sql, claim), ending));
        if (concernsOthers) {
            rows.tellWorkers();
        }
    }

    /** What almost all do: the same as the longer way, without looking at the row before. */
    private boolean succeed(Sql sql, Claim claim, OperationEnding ending) throws SQLException {
        long succeeded = sql.execute("""
                update es_operation
                   set state = 'SUCCEEDED', changed_at = {now}
                 where id = ? and token = ? and state = 'RUNNING' and (? or tenant = ?)""", claim.operation().id(), claim.token(), table.whole(), table.tenant());
        if (succeeded == 0) {
            throw new OperationLostException(claim);
        }
        endAttempt(sql, claim.operation(), ending);
        return claim.operation().key().isPresent();
    }

    /** Is there something that others may be waiting for? */
    static boolean end(Sql sql, Locked locked, OperationEnding ending) throws SQLException {
        Operation ended = locked.operation().ended(ending, locked.now());
        if (ending instanceof OperationEnding.Waiting waiting && isTold(sql, ended.id(), waiting.signal())) {
            ended = ended.goingOn(locked.now());
        }
        OperationTable.update(sql, ended);
        endAttempt(sql, ended, ending);
        if (ended.state() == OperationState.FAILED) {
            OperationTable.compensate(sql, ended);
        }
        return ended.key().isPresent() || ended.state() != OperationState.SUCCEEDED;
    }

    private static void endAttempt(Sql sql, Operation operation, OperationEnding ending) throws SQLException {
        sql.execute(
                """
                update es_operation_attempt
                   set ended_at = {now}, outcome = ?, error = ?
                 where operation_id = ? and number = ?""",
                ending.outcome().name(),
                ending.error(),
                operation.id(),
                operation.status().attempts());
    }

    private static boolean isTold(Sql sql, long id, String signal) throws SQLException {
        return sql.first(row -> row.number("number"), """
                        select number
                          from es_operation_signal
                         where operation_id = ? and name = ?""", id, signal).isPresent();
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
        return table.lock(sql, claim.operation().id(), claim.token())
                .orElseThrow(() -> new OperationLostException(claim));
    }
}
