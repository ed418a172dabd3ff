// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.jdbc.OperationTable.Locked;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationArguments;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationHistory.Decided;
import dev.eventsource.store.OperationHistory.Signal;
import dev.eventsource.store.OperationHistory.Step;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Operations of one tenant or of all, in a SQL database. */
final class JdbcOperations implements OperationStore {

    private static final List<String> PARTS =
            List.of("es_operation_attempt", "es_operation_step", "es_operation_signal", "es_operation_decision");
    private static final int PURGED_AT_ONCE = 1_000;

    private final Rows rows;
    private final OperationTable table;
    private final Function<Runnable, Registration> wakeUps;

    /** Those of all tenants; what is submitted is nobody's. */
    JdbcOperations(Rows rows, Function<Runnable, Registration> wakeUps) {
        this(rows, new OperationTable("", true), wakeUps);
    }

    private JdbcOperations(Rows rows, OperationTable table, Function<Runnable, Registration> wakeUps) {
        this.rows = rows;
        this.table = table;
        this.wakeUps = wakeUps;
    }

    @Override
    public long submit(NewOperation wanted) {
        long id = rows.writing(sql -> OperationTable.insert(sql, wanted, table.tenant()));
        rows.tellWorkers();
        return id;
    }

    @Override
    public boolean signal(long id, String name, Payload payload) {
        OperationArguments.signal(name);
        boolean told = rows.writing(sql -> {
            Locked locked = known(sql, id);
            Operation operation = locked.operation();
            if (operation.state().isFinal() || !insertSignal(sql, id, name, payload)) {
                return false;
            }
            if (operation.state() == OperationState.WAITING
                    && operation.status().signal().equals(name)) {
                OperationTable.update(sql, operation.goingOn(locked.now()));
            }
            return true;
        });
        if (told) {
            rows.tellWorkers();
        }
        return told;
    }

    private static boolean insertSignal(Sql sql, long id, String name, Payload payload) throws SQLException {
        return sql.execute("""
                        insert into es_operation_signal (operation_id, number, name, payload, sent_at)
                        values (?, (select count(*) + 1 from es_operation_signal where operation_id = ?), ?, ?, {now})
                        on conflict (operation_id, name) do nothing""", id, id, name, payload) == 1;
    }

    @Override
    public Optional<OperationHistory> find(long id) {
        return rows.reading(sql -> {
            Optional<Operation> operation = table.find(sql, id);
            return operation.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new OperationHistory(
                            operation.get(), attempts(sql, id), steps(sql, id), signals(sql, id), decisions(sql, id)));
        });
    }

    private static List<Attempt> attempts(Sql sql, long id) throws SQLException {
        return sql.list(
                row -> new Attempt(
                        (int) row.number("number"),
                        row.text("worker"),
                        row.instant("started_at"),
                        row.optionalInstant("ended_at"),
                        row.optionalText("outcome").map(Outcome::valueOf),
                        row.text("error")),
                """
                select number, worker, started_at, ended_at, outcome, error
                  from es_operation_attempt
                 where operation_id = ?
                 order by number""",
                id);
    }

    private static List<Step> steps(Sql sql, long id) throws SQLException {
        return sql.list(
                row -> new Step(
                        row.text("name"),
                        row.payload("result"),
                        compensation(row),
                        row.flag("compensated"),
                        row.instant("recorded_at")),
                """
                select name, result, compensation_type, compensation_payload, compensated, recorded_at
                  from es_operation_step
                 where operation_id = ?
                 order by number""",
                id);
    }

    private static Optional<Compensation> compensation(Row row) throws SQLException {
        Optional<String> type = row.optionalText("compensation_type");
        return type.isEmpty()
                ? Optional.empty()
                : Optional.of(new Compensation(type.get(), row.payload("compensation_payload")));
    }

    private static List<Signal> signals(Sql sql, long id) throws SQLException {
        return sql.list(row -> new Signal(row.text("name"), row.payload("payload"), row.instant("sent_at")), """
                select name, payload, sent_at
                  from es_operation_signal
                 where operation_id = ?
                 order by number""", id);
    }

    private static List<Decided> decisions(Sql sql, long id) throws SQLException {
        return sql.list(
                row -> new Decided(
                        OperationDecision.valueOf(row.text("decision")),
                        row.text("decided_by"),
                        row.text("reason"),
                        row.instant("decided_at")),
                """
                select decision, decided_by, reason, decided_at
                  from es_operation_decision
                 where operation_id = ?
                 order by number""",
                id);
    }

    @Override
    public List<Operation> list(Filter filter, int limit) {
        OperationArguments.limit(limit);
        OperationFilter wanted = OperationFilter.of(filter);
        return rows.reading(sql -> sql.list(
                OperationTable::read,
                """
                select %s
                  from es_operation
                 where (? or tenant = ?) and id > ?%s
                 order by id
                 limit ?""".formatted(OperationTable.COLUMNS, wanted.conditions()),
                wanted.values(List.of(table.whole(), table.tenant(), filter.afterId()), List.of(limit))));
    }

    @Override
    public void decide(long id, OperationDecision decision, String by, String why) {
        SubscriptionArguments.by(by);
        OperationArguments.why(why);
        rows.writing(sql -> {
            Locked locked = toBeDecided(sql, id);
            Operation decided = locked.operation()
                    .decided(decision, OperationTable.compensating(sql, locked.operation()), locked.now());
            OperationTable.update(sql, decided);
            if (decision == OperationDecision.CANCEL) {
                OperationTable.compensate(sql, decided);
            }
            return sql.execute("""
                    insert into es_operation_decision (operation_id, number, decision, decided_by, reason, decided_at)
                    values (?, (select count(*) + 1 from es_operation_decision where operation_id = ?), ?, ?, ?, {now})""", id, id, decision.name(), by, why);
        });
        rows.tellWorkers();
    }

    /** If its worker was not heard of and nobody has taken it over, it is held now. */
    private Locked toBeDecided(Sql sql, long id) throws SQLException {
        Locked locked = known(sql, id);
        if (locked.operation().state() != OperationState.RUNNING || !OperationTable.isLeft(sql, id)) {
            return locked;
        }
        OperationTable.end(sql, locked, Failed.unheard(locked.operation()));
        return known(sql, id);
    }

    /** In several transactions: each is brief, however much there is. */
    @Override
    public long purge(Instant before) {
        Instant limit = SubscriptionArguments.instant(before);
        long purged = 0;
        while (true) {
            int some = rows.writing(sql -> purgeSome(sql, limit));
            purged += some;
            if (some < PURGED_AT_ONCE) {
                return purged;
            }
        }
    }

    private int purgeSome(Sql sql, Instant limit) throws SQLException {
        List<Long> ids = sql.list(row -> row.number("id"), """
                delete from es_operation
                 where id in (select id
                                from es_operation
                               where state in ('SUCCEEDED', 'EXPIRED', 'CANCELLED') and changed_at < ?
                                 and (? or tenant = ?)
                               order by changed_at
                               limit ?)
                returning id""", limit, table.whole(), table.tenant(), PURGED_AT_ONCE);
        for (String part : PARTS) {
            sql.executeAll("""
                    delete from %s
                     where operation_id = ?""".formatted(part), ids, List::of);
        }
        return ids.size();
    }

    @Override
    public List<Count> counts(Set<OperationState> states) {
        boolean open = OperationState.OPEN.containsAll(states);
        List<String> names = states.stream().map(Enum::name).toList();
        List<Count> counts = rows.reading(sql -> sql.list(
                row -> new Count(
                        row.text("channel"),
                        OperationState.valueOf(row.text("state")),
                        row.number("operations"),
                        row.number("unknown"),
                        row.instant("oldest")),
                """
                select channel, state, count(*) as operations, sum(case when unroutable then 1 else 0 end) as unknown,
                       min(submitted_at) as oldest
                  from (%s) o
                 where %s and (? or tenant = ?)
                 group by channel, state""".formatted(
                                open
                                        ? "%s union all %s union all %s union all %s union all %s"
                                                .formatted(
                                                        some("ready"),
                                                        some(
                                                                "not ready and behind is null and state in ('PENDING', 'RETRYING')"),
                                                        some("behind is not null"),
                                                        some("state = 'RUNNING'"),
                                                        some("state in ('WAITING', 'HELD', 'FAILED')"))
                                        : some("true"),
                                sql.dialect().isOneOf("state")),
                names,
                table.whole(),
                table.tenant()));
        return counts.stream()
                .sorted(Comparator.comparing(Count::channel).thenComparing(Count::state))
                .toList();
    }

    /** Where the condition is that of an index, nothing else is read. */
    private static String some(String condition) {
        return """
                select channel, state, unroutable, submitted_at, tenant
                  from es_operation
                 where %s""".formatted(condition);
    }

    @Override
    public OperationQueue queue() {
        return new JdbcOperationQueue(rows, table, wakeUps);
    }

    @Override
    public OperationStore forTenant(String other) {
        if (!table.whole()) {
            TenantEvents.checkSame(table.tenant(), other);
        }
        return new JdbcOperations(rows, new OperationTable(TenantEvents.checked(other), false), wakeUps);
    }

    private Locked known(Sql sql, long id) throws SQLException {
        return table.lock(sql, id).orElseThrow(() -> OperationArguments.unknown(id));
    }
}
