// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attempts and dead letters of one tenant, in a SQL database. Whatever an owner writes passes the {@link Fence} first. */
final class JdbcDeadLetters implements DeadLetterQueue {

    private final Rows rows;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    JdbcDeadLetters(Rows rows) {
        this(rows, "", true);
    }

    private JdbcDeadLetters(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Map<Long, Integer> attempts(Lease lease) {
        SubscriptionId id = lease.subscription();
        Map<Long, Integer> attempts = new HashMap<>();
        rows.reading(sql -> sql.list(
                        row -> Map.entry(row.number("position"), (int) row.number("attempts")),
                        """
                        select position, attempts
                          from es_attempt
                         where tenant = ? and name = ? and version = ?""",
                        tenant,
                        id.name(),
                        id.version()))
                .forEach(entry -> attempts.put(entry.getKey(), entry.getValue()));
        return attempts;
    }

    @Override
    public void attempt(Lease lease, long position, int number) {
        SubscriptionArguments.position(position);
        SubscriptionId id = lease.subscription();
        rows.writing(sql -> {
            Fence.pass(sql, tenant, lease);
            return number == 0
                    ? forgetAttempts(sql, id, position)
                    : sql.execute("""
                            insert into es_attempt (tenant, name, version, position, attempts)
                            values (?, ?, ?, ?, ?)
                            on conflict (tenant, name, version, position) do update
                               set attempts = excluded.attempts""", tenant, id.name(), id.version(), position, number);
        });
    }

    @Override
    public void put(Lease lease, DeadLetter letter) {
        SubscriptionArguments.ofLease(letter, lease);
        rows.writing(sql -> {
            Fence.pass(sql, tenant, lease);
            forgetAttempts(sql, letter.subscription(), letter.position());
            return put(sql, letter);
        });
    }

    private long put(Sql sql, DeadLetter letter) throws SQLException {
        return sql.execute(
                """
                insert into es_dead_letter (tenant, name, version, partition, position, event_id, type, sequence, state,
                       attempts, error, stack_trace, first_failed_at, last_failed_at, decided_by, changed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now})
                on conflict (tenant, name, version, position) do update
                   set partition = excluded.partition, event_id = excluded.event_id, type = excluded.type,
                       sequence = excluded.sequence, state = excluded.state, attempts = excluded.attempts,
                       error = excluded.error, stack_trace = excluded.stack_trace,
                       first_failed_at = excluded.first_failed_at, last_failed_at = excluded.last_failed_at,
                       decided_by = excluded.decided_by, changed_at = excluded.changed_at""",
                tenant,
                letter.subscription().name(),
                letter.subscription().version(),
                letter.partition(),
                letter.position(),
                letter.eventId(),
                letter.type(),
                letter.sequence(),
                letter.state().name(),
                letter.attempts(),
                letter.error(),
                letter.stackTrace(),
                letter.firstFailedAt(),
                letter.lastFailedAt(),
                letter.decidedBy());
    }

    private long forgetAttempts(Sql sql, SubscriptionId id, long position) throws SQLException {
        return sql.execute("""
                delete from es_attempt
                 where tenant = ? and name = ? and version = ? and position = ?""", tenant, id.name(), id.version(), position);
    }

    @Override
    public List<DeadLetter> open(SubscriptionId id, int partition, long afterPosition, int limit) {
        SubscriptionArguments.position(afterPosition);
        SubscriptionArguments.limit(limit);
        return rows.reading(sql ->
                sql.list(JdbcDeadLetters::read, """
                select name, version, partition, position, event_id, type, sequence, state, attempts, error, stack_trace,
                       first_failed_at, last_failed_at, decided_by
                  from es_dead_letter
                 where tenant = ? and name = ? and version = ? and partition = ? and position > ?
                   and state in ('FAILED', 'RETRYING')
                 order by position
                 limit ?""", tenant, id.name(), id.version(), partition, afterPosition, limit));
    }

    @Override
    public List<DeadLetter> list(Filter filter, int limit) {
        SubscriptionArguments.limit(limit);
        LetterFilter wanted = LetterFilter.of(tenant, filter);
        return rows.reading(sql -> sql.list(
                JdbcDeadLetters::read, """
                select name, version, partition, position, event_id, type, sequence, state, attempts, error, stack_trace,
                       first_failed_at, last_failed_at, decided_by
                  from es_dead_letter
                 where %s
                 order by name, version, position
                 limit ?""".formatted(wanted.condition()), wanted.values(List.of(), List.of(limit))));
    }

    @Override
    public int decide(Filter filter, DeadLetter.State state, String by) {
        SubscriptionArguments.decision(state);
        SubscriptionArguments.by(by);
        return rows.writing(sql -> {
            int decided = decide(sql, tenant, filter, state, by);
            if (decided > 0) {
                Changes.raise(sql);
            }
            return decided;
        });
    }

    /** In the order in which owners put letters, so that nobody waits for each other. */
    static int decide(Sql sql, String tenant, Filter filter, DeadLetter.State state, String by) throws SQLException {
        LetterFilter wanted = LetterFilter.of(tenant, filter);
        sql.list(row -> row.number("position"), """
                select position
                  from es_dead_letter
                 where state in ('FAILED', 'RETRYING') and %s
                 order by name, version, position {locked}""".formatted(wanted.condition()), wanted.values(List.of(), List.of()));
        long decided =
                sql.execute("""
                update es_dead_letter
                   set state = ?, decided_by = ?, changed_at = {now}
                 where state in ('FAILED', 'RETRYING') and %s""".formatted(wanted.condition()), wanted.values(List.of(state.name(), by), List.of()));
        return Math.toIntExact(decided);
    }

    @Override
    public Count count(Filter filter) {
        LetterFilter wanted = LetterFilter.of(tenant, filter);
        return rows.reading(sql -> sql.first(
                        row -> row.number("letters") == 0
                                ? new Count(0, Optional.empty())
                                : new Count(row.number("letters"), Optional.of(row.instant("oldest"))),
                        """
                        select count(*) as letters, min(first_failed_at) as oldest
                          from es_dead_letter
                         where %s""".formatted(wanted.condition()),
                        wanted.values(List.of(), List.of()))
                .orElseThrow());
    }

    @Override
    public int purge(Instant before) {
        long purged = rows.writing(sql -> sql.execute("""
                delete from es_dead_letter
                 where tenant = ? and state not in ('FAILED', 'RETRYING') and changed_at < ?""", tenant, SubscriptionArguments.instant(before)));
        return Math.toIntExact(purged);
    }

    @Override
    public DeadLetterQueue forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcDeadLetters(rows, TenantEvents.checked(other), false);
    }

    private static DeadLetter read(Row row) throws SQLException {
        return new DeadLetter(
                new SubscriptionId(row.text("name"), (int) row.number("version")),
                (int) row.number("partition"),
                row.number("position"),
                row.uuid("event_id").orElseThrow(),
                row.text("type"),
                row.text("sequence"),
                DeadLetter.State.valueOf(row.text("state")),
                (int) row.number("attempts"),
                row.text("error"),
                row.text("stack_trace"),
                row.instant("first_failed_at"),
                row.instant("last_failed_at"),
                row.text("decided_by"));
    }
}
