// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table of operations, as one tenant or the whole storage sees it. What becomes of a row is computed from the row as it
 * was when it was locked, and from the database's time, by the values themselves.
 *
 * @param tenant whose
 * @param whole whether all tenants are seen
 */
record OperationTable(String tenant, boolean whole) {

    /** What is read of an operation, and the database's time. */
    static final String COLUMNS = """
            id, tenant, type, payload, channel, priority, key, passing, idempotency_id, reference, deadline, metadata,
                   submitted_at, state, ready or behind is not null as ready, unroutable, due_at, attempts, failures, token, worker, signal, error,
                   changed_at, {now} as now""";

    /** An operation as it was when it was locked, and when that was. */
    record Locked(Operation operation, Instant now) {}

    /** Its id, or that of the one that was there; workers are to be told. */
    static long insert(Sql sql, NewOperation wanted, String owner) throws SQLException {
        Options options = wanted.options();
        Instant due = options.runAt().orElse(null);
        if (due == null && !options.delay().isZero()) {
            due = now(sql).plus(options.delay());
        }
        Optional<Long> id = sql.first(
                row -> row.number("id"),
                """
                insert into es_operation (tenant, type, channel, priority, key, passing, idempotency_id, reference, payload,
                       metadata, deadline, submitted_at, state, ready, unroutable, due_at, attempts, failures, token,
                       worker, signal, error, changed_at, lease_until)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now}, 'PENDING', coalesce(?, {now}) <= {now}, false,
                        coalesce(?, {now}), 0, 0, 0, '', '', '', {now}, 0)
                on conflict (tenant, type, idempotency_id) where idempotency_id is not null do nothing
                returning id""",
                owner,
                wanted.type(),
                options.channel(),
                options.priority(),
                options.key().orElse(null),
                options.passing(),
                options.idempotencyId().orElse(null),
                UUID.randomUUID(),
                wanted.payload(),
                metadata(options),
                options.deadline().orElse(null),
                due,
                due);
        if (id.isPresent()) {
            return id.get();
        }
        Optional<Long> there = sql.first(
                row -> row.number("id"),
                """
                select id
                  from es_operation
                 where tenant = ? and type = ? and idempotency_id = ?""",
                owner,
                wanted.type(),
                options.idempotencyId().orElse(null));
        // Else it was purged in between.
        return there.isPresent() ? there.get() : insert(sql, wanted, owner);
    }

    private static @Nullable Payload metadata(Options options) {
        String text = JsonColumns.write(options.metadata());
        return text == null ? null : Payload.stored(text);
    }

    private static Instant now(Sql sql) throws SQLException {
        return sql.first(row -> row.instant("now"), """
                select {now} as now""").orElseThrow();
    }

    Optional<Operation> find(Sql sql, long id) throws SQLException {
        return sql.first(OperationTable::read, """
                select %s
                  from es_operation
                 where id = ? and (? or tenant = ?)""".formatted(COLUMNS), id, whole, tenant);
    }

    /** Stays as it is until the transaction ends. */
    Optional<Locked> lock(Sql sql, long id) throws SQLException {
        return sql.first(OperationTable::locked, """
                select %s
                  from es_operation
                 where id = ? and (? or tenant = ?) {locked}""".formatted(COLUMNS), id, whole, tenant);
    }

    /** The same, if it is in this attempt; {@code locked} is the word of the dialect for how, "" for not at all. */
    Optional<Locked> lock(Sql sql, Claim claim, String locked) throws SQLException {
        return sql.first(
                OperationTable::locked,
                """
                select %s
                  from es_operation
                 where id = ? and token = ? and state = 'RUNNING' and (? or tenant = ?) %s""".formatted(COLUMNS, locked),
                claim.operation().id(),
                claim.token(),
                whole,
                tenant);
    }

    /** Puts a locked row into this state. */
    static void update(Sql sql, Operation to, Duration lease) throws SQLException {
        OperationStatus status = to.status();
        sql.execute(
                """
                update es_operation
                   set state = ?, ready = ?, behind = null, unroutable = ?, due_at = ?, attempts = ?, failures = ?, token = ?, worker = ?,
                       signal = ?, error = ?, changed_at = ?, deadline = ?, lease_until = {micros} + ?
                 where id = ?""",
                status.state().name(),
                status.ready(),
                status.unroutable(),
                status.dueAt(),
                status.attempts(),
                status.failures(),
                status.token(),
                status.worker(),
                status.signal(),
                status.error(),
                status.changedAt(),
                to.deadline().orElse(null),
                lease.toNanos() / 1_000,
                to.id());
    }

    /** The same; what was put behind it is ready again, whether that still stands in its way or not. */
    static void update(Sql sql, Operation to) throws SQLException {
        update(sql, to, Duration.ZERO);
        if (to.key().isPresent()) {
            sql.execute("""
                    update es_operation
                       set ready = true, behind = null
                     where behind = ?""", to.id());
        }
    }

    /** The operation ends this attempt. Is there something that others may be waiting for? */
    static boolean end(Sql sql, Locked locked, OperationEnding ending) throws SQLException {
        Operation ended = locked.operation().ended(ending, locked.now());
        if (ending instanceof OperationEnding.Waiting waiting && isTold(sql, ended.id(), waiting.signal())) {
            ended = ended.goingOn(locked.now());
        }
        update(sql, ended);
        endAttempts(sql, List.of(ended), ending);
        if (ended.state() == OperationState.FAILED) {
            compensate(sql, ended);
        }
        return ended.key().isPresent() || ended.state() != OperationState.SUCCEEDED;
    }

    /** Writes down that the attempt which each of them is in has ended like this. */
    static void endAttempts(Sql sql, List<Operation> operations, OperationEnding ending) throws SQLException {
        sql.executeAll(
                """
                update es_operation_attempt
                   set ended_at = {now}, outcome = ?, error = ?
                 where operation_id = ? and number = ?""",
                operations,
                operation -> List.of(
                        ending.outcome().name(),
                        ending.error(),
                        operation.id(),
                        operation.status().attempts()));
    }

    private static boolean isTold(Sql sql, long id, String signal) throws SQLException {
        return sql.first(row -> row.number("number"), """
                        select number
                          from es_operation_signal
                         where operation_id = ? and name = ?""", id, signal).isPresent();
    }

    /** Is the lease of this running one over? */
    static boolean isLeft(Sql sql, long id) throws SQLException {
        return sql.first(row -> row.number("id"), """
                        select id
                          from es_operation
                         where id = ? and state = 'RUNNING' and lease_until <= {micros}""", id).isPresent();
    }

    /** The first of those that make up for its steps and are not done yet. */
    static Optional<Long> compensating(Sql sql, Operation operation) throws SQLException {
        return sql.first(row -> row.number("id"), """
                select id
                  from es_operation
                 where tenant = ? and key = ? and key is not null and state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED')
                 order by id
                 limit 1""", operation.tenant(), operation.compensationKey());
    }

    /** Submits what makes up for its steps, the last one's first. */
    static void compensate(Sql sql, Operation operation) throws SQLException {
        List<Map.Entry<Long, Compensation>> steps = sql.list(
                row -> Map.entry(
                        row.number("number"),
                        new Compensation(row.text("compensation_type"), row.payload("compensation_payload"))),
                """
                select number, compensation_type, compensation_payload
                  from es_operation_step
                 where operation_id = ? and compensation_type is not null and not compensated
                 order by number desc""",
                operation.id());
        for (Map.Entry<Long, Compensation> step : steps) {
            insert(sql, operation.compensation(step.getValue()), operation.tenant());
            sql.execute("""
                    update es_operation_step
                       set compensated = true
                     where operation_id = ? and number = ?""", operation.id(), step.getKey());
        }
    }

    static Locked locked(Row row) throws SQLException {
        return new Locked(read(row), row.instant("now"));
    }

    static Operation read(Row row) throws SQLException {
        return new Operation(
                row.number("id"),
                row.text("tenant"),
                row.text("type"),
                row.payload("payload"),
                row.text("channel"),
                (int) row.number("priority"),
                row.optionalText("key"),
                row.flag("passing"),
                row.optionalText("idempotency_id"),
                row.uuid("reference").orElseThrow(),
                row.optionalInstant("deadline"),
                JsonColumns.readMetadata(row.optionalText("metadata").orElse(null)),
                row.instant("submitted_at"),
                new OperationStatus(
                        OperationState.valueOf(row.text("state")),
                        row.flag("ready"),
                        row.flag("unroutable"),
                        row.instant("due_at"),
                        (int) row.number("attempts"),
                        (int) row.number("failures"),
                        row.number("token"),
                        row.text("worker"),
                        row.text("signal"),
                        row.text("error"),
                        row.instant("changed_at")));
    }
}
