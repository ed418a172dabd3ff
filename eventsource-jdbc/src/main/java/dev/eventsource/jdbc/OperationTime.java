// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.jdbc.OperationTable.Locked;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationQueue.Routes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is to be done with operations by the time. It looks first, and writes only if there is something to do; rows that
 * somebody else is at are his.
 *
 * <p>What waits behind one of its key that may stand there for long is put behind it: so claims need not read past it, however
 * much there is. Whoever changes that one's state has to lock it before, and makes ready again what is behind it.
 *
 * @param abandoned what becomes of an operation that was taken away
 */
record OperationTime(Rows rows, OperationTable table, Routes routes, Function<Operation, Failed> abandoned) {

    private static final Duration LONGEST_REST = Duration.ofDays(1);

    /** What stands in the way of the first ones: the others come to the front when these are out of it. */
    private static final String BLOCKING = """
            select b.id
              from (select id, tenant, key
                      from es_operation
                     where ready and (? or tenant = ?)
                     order by priority desc, id
                     limit 100) f
              join es_operation b
                on b.tenant = f.tenant and b.key = f.key and b.id < f.id
             where b.key is not null and b.state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED')
               and (b.state = 'WAITING' or (b.state in ('HELD', 'FAILED') and not b.passing))""";

    /** How long until there is something to do again. */
    Duration tend() {
        Next next = next();
        if (next.isNothing()) {
            return next.rest();
        }
        rows.writing(sql -> {
            endLate(sql);
            makeReady(sql);
            takeAway(sql);
            putBehind(sql);
            return markUnroutable(sql);
        });
        rows.tellWorkers();
        return next().rest();
    }

    private Next next() {
        return rows.reading(sql -> sql.inOrder()
                        .first(
                                row -> new Next(
                                        row.instant("now"),
                                        Stream.of(row.optionalInstant("due"), row.optionalInstant("late"))
                                                .flatMap(Optional::stream)
                                                .min(Comparator.naturalOrder()),
                                        row.number("lease"),
                                        row.flag("unknown") || row.flag("blocked")),
                                """
                        select {now} as now,
                               (select min(due_at)
                                  from es_operation
                                 where not ready and behind is null and state in ('PENDING', 'RETRYING')
                                   and (? or tenant = ?)) as due,
                               (select min(deadline)
                                  from es_operation
                                 where deadline is not null and state in ('PENDING', 'RETRYING', 'WAITING')
                                   and (? or tenant = ?)) as late,
                               (select coalesce(min(lease_until) - {micros}, 86400000000)
                                  from es_operation
                                 where state = 'RUNNING' and %s and %s and (? or tenant = ?)) as lease,
                               exists (%s) as unknown,
                               exists (%s) as blocked""".formatted(
                                                sql.dialect().isOneOf("channel"),
                                                sql.dialect().isOneOf("type"),
                                                unknown(sql),
                                                BLOCKING),
                                table.whole(),
                                table.tenant(),
                                table.whole(),
                                table.tenant(),
                                channels(),
                                types(),
                                table.whole(),
                                table.tenant(),
                                table.whole(),
                                table.tenant(),
                                channels(),
                                types(),
                                table.whole(),
                                table.tenant()))
                .orElseThrow();
    }

    /** Of the first ones only: those that nobody takes come to the front by themselves. */
    private static String unknown(Sql sql) {
        return """
                select f.id
                  from (select id, type
                          from es_operation
                         where ready and not unroutable and (? or tenant = ?) and %s
                         order by priority desc, id
                         limit 1000) f
                 where not (%s)""".formatted(sql.dialect().isOneOf("channel"), sql.dialect().isOneOf("f.type"));
    }

    private void endLate(Sql sql) throws SQLException {
        List<Locked> late =
                sql.list(OperationTable::locked, """
                select %s
                  from es_operation
                 where deadline <= {now} and state in ('PENDING', 'RETRYING', 'WAITING') and (? or tenant = ?)
                 order by deadline
                 limit 1000 {lockedIfFree}""".formatted(OperationTable.COLUMNS), table.whole(), table.tenant());
        for (Locked locked : late) {
            Operation ended = locked.operation().overdue(locked.now());
            OperationTable.update(sql, ended);
            OperationTable.compensate(sql, ended);
        }
    }

    private void makeReady(Sql sql) throws SQLException {
        sql.execute("""
                update es_operation
                   set ready = true
                 where id in (select id
                                from es_operation
                               where not ready and behind is null and state in ('PENDING', 'RETRYING')
                                 and due_at <= {now} and (? or tenant = ?)
                               order by due_at
                               limit 10000 {lockedIfFree})""", table.whole(), table.tenant());
    }

    private void takeAway(Sql sql) throws SQLException {
        List<Locked> left = sql.list(
                OperationTable::locked,
                """
                select %s
                  from es_operation
                 where state = 'RUNNING' and lease_until <= {micros} and %s and %s and (? or tenant = ?)
                 order by lease_until
                 limit 1000 {lockedIfFree}""".formatted(
                                OperationTable.COLUMNS,
                                sql.dialect().isOneOf("channel"),
                                sql.dialect().isOneOf("type")),
                channels(),
                types(),
                table.whole(),
                table.tenant());
        for (Locked locked : left) {
            OperationTable.end(sql, locked, abandoned.apply(locked.operation()));
        }
    }

    /** One that has changed since is somebody else's matter. */
    private void putBehind(Sql sql) throws SQLException {
        List<Long> blocking = sql.list(row -> row.number("id"), BLOCKING, table.whole(), table.tenant());
        for (long id : new TreeSet<>(blocking)) {
            Optional<Operation> blocks = sql.first(OperationTable::read, """
                    select %s
                      from es_operation
                     where id = ? and (state = 'WAITING' or (state in ('HELD', 'FAILED') and not passing)) {lockedIfFree}""".formatted(OperationTable.COLUMNS), id);
            if (blocks.isPresent()) {
                putBehind(sql, blocks.get());
            }
        }
    }

    private static void putBehind(Sql sql, Operation blocking) throws SQLException {
        sql.execute("""
                update es_operation
                   set ready = false, behind = ?
                 where id in (select id
                                from es_operation
                               where tenant = ? and key = ? and id > ? and ready and key is not null
                                 and state not in ('SUCCEEDED', 'EXPIRED', 'CANCELLED') {lockedIfFree})""", blocking.id(), blocking.tenant(), blocking.key().orElseThrow(), blocking.id());
    }

    private long markUnroutable(Sql sql) throws SQLException {
        return sql.execute("""
                update es_operation
                   set unroutable = true
                 where id in (select id
                                from es_operation
                               where ready and id in (%s) {lockedIfFree})""".formatted(unknown(sql)), table.whole(), table.tenant(), channels(), types());
    }

    private List<String> channels() {
        return List.copyOf(routes.channels());
    }

    private List<String> types() {
        return List.copyOf(routes.types());
    }

    /**
     * When there is something to do.
     *
     * @param at if there is anything by an instant
     * @param lease microseconds until one is over
     * @param marks whether there are operations to be marked
     */
    private record Next(Instant now, Optional<Instant> at, long lease, boolean marks) {

        boolean isNothing() {
            return !marks && !rest().isZero();
        }

        Duration rest() {
            Duration lasts = Duration.ofNanos(lease * 1_000);
            Duration rest = at.map(instant -> Duration.between(now, instant))
                    .filter(other -> other.compareTo(lasts) < 0)
                    .orElse(lasts);
            if (rest.isNegative()) {
                return Duration.ZERO;
            }
            return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
        }
    }
}
