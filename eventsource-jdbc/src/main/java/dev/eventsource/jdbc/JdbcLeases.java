// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Division;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.Pulse;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionChecks;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who works on the subscriptions of one tenant, in a SQL database.
 *
 * <p>How it works: who owns a partition, and its token, stand in the partition's row. Whoever changes them locks the row
 * first, by a statement of its own: the next one sees all that was committed before the lock was had, so also that the
 * owner is alive whom somebody else has just made it.
 */
final class JdbcLeases implements Leases {

    private static final int NOBODY = -1;

    private final Rows rows;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    JdbcLeases(Rows rows) {
        this(rows, "", true);
    }

    private JdbcLeases(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
    }

    /** Others are counted apart, since whether a statement sees what it writes differs between databases. */
    @Override
    public Pulse renew(String process, Duration lease) {
        SubscriptionArguments.process(process);
        SubscriptionArguments.lease(lease);
        return rows.writing(sql -> sql.first(
                        row -> new Pulse(row.number("changes"), row.number("others") + 1, row.number("head")),
                        """
                        insert into es_process (tenant, id, lease_until)
                        values (?, ?, {micros} + ?)
                        on conflict (tenant, id) do update
                           set lease_until = excluded.lease_until
                        returning (select c.changes from es_control c) as changes,
                                  (select count(*)
                                     from es_process q
                                    where q.tenant = ? and q.id <> ? and q.lease_until > {micros}) as others,
                                  (select coalesce(max(e.position), 0) from es_event e) as head""",
                        tenant,
                        process,
                        lease.toNanos() / 1_000,
                        tenant,
                        process)
                .orElseThrow());
    }

    @Override
    public void leave(String process) {
        SubscriptionArguments.process(process);
        rows.writing(sql -> {
            long gone = sql.execute("""
                    delete from es_process
                     where tenant = ? and id = ?""", tenant, process);
            gone += sql.execute("""
                    delete from es_member
                     where tenant = ? and process = ?""", tenant, process);
            gone += giveUpAll(sql, process);
            return raiseIf(gone > 0, sql);
        });
    }

    private long giveUpAll(Sql sql, String process) throws SQLException {
        sql.list(row -> row.number("partition"), """
                select partition
                  from es_partition
                 where tenant = ? and owner = ?
                 order by name, version, partition {locked}""", tenant, process);
        return sql.execute("""
                update es_partition
                   set owner = '', changed_at = {now}
                 where tenant = ? and owner = ?""", tenant, process);
    }

    @Override
    public void join(String process, SubscriptionId id) {
        SubscriptionArguments.process(process);
        rows.writing(sql -> {
            SubscriptionChecks.known(id, sql.first(row -> row.number("version"), """
                    select version
                      from es_subscription
                     where tenant = ? and name = ? and version = ? {locked}""", tenant, id.name(), id.version()));
            forgetTheDead(sql);
            sql.execute("""
                    insert into es_process (tenant, id, lease_until)
                    values (?, ?, {micros})
                    on conflict do nothing""", tenant, process);
            long joined = sql.execute("""
                    insert into es_member (tenant, name, version, process)
                    values (?, ?, ?, ?)
                    on conflict do nothing""", tenant, id.name(), id.version(), process);
            return raiseIf(joined > 0, sql);
        });
    }

    private void forgetTheDead(Sql sql) throws SQLException {
        List<String> dead = sql.list(row -> row.text("id"), """
                delete from es_process
                 where tenant = ? and lease_until < {micros} - 3600000000
                returning id""", tenant);
        if (!dead.isEmpty()) {
            sql.execute("""
                    delete from es_member
                     where tenant = ? and %s""".formatted(sql.dialect().isOneOf("process")), tenant, dead);
        }
    }

    @Override
    public void quit(String process, SubscriptionId id) {
        SubscriptionArguments.process(process);
        rows.writing(sql -> {
            long quit = sql.execute("""
                    delete from es_member
                     where tenant = ? and name = ? and version = ? and process = ?""", tenant, id.name(), id.version(), process);
            return raiseIf(quit > 0, sql);
        });
    }

    @Override
    public Division division(SubscriptionId id) {
        return divisions("""
                        select m.name, m.version, %1$d as partition, m.process
                          from es_member m
                          join es_process q on q.tenant = m.tenant and q.id = m.process
                         where m.tenant = ? and m.name = ? and m.version = ? and q.lease_until > {micros}
                         union all
                        select p.name, p.version, p.partition, p.owner
                          from es_partition p
                          join es_process q on q.tenant = p.tenant and q.id = p.owner
                         where p.tenant = ? and p.name = ? and p.version = ? and q.lease_until > {micros}""".formatted(NOBODY), tenant, id.name(), id.version(), tenant, id.name(), id.version())
                .getOrDefault(id, new Division(List.of(), Map.of()));
    }

    @Override
    public Map<SubscriptionId, Division> divisions() {
        return divisions("""
                select m.name, m.version, %1$d as partition, m.process
                  from es_member m
                  join es_process q on q.tenant = m.tenant and q.id = m.process
                 where m.tenant = ? and q.lease_until > {micros}
                 union all
                select p.name, p.version, p.partition, p.owner
                  from es_partition p
                  join es_process q on q.tenant = p.tenant and q.id = p.owner
                 where p.tenant = ? and q.lease_until > {micros}""".formatted(NOBODY), tenant, tenant);
    }

    private Map<SubscriptionId, Division> divisions(String statement, Object... values) {
        Map<SubscriptionId, List<Part>> parts = new HashMap<>();
        rows.reading(sql -> sql.list(Part::read, statement, values))
                .forEach(part ->
                        parts.computeIfAbsent(part.id, id -> new ArrayList<>()).add(part));
        Map<SubscriptionId, Division> divisions = new HashMap<>();
        parts.forEach((id, all) -> divisions.put(id, Part.division(all)));
        return divisions;
    }

    @Override
    public Optional<Claim> claim(String process, SubscriptionId id, int partition) {
        SubscriptionArguments.process(process);
        return rows.writing(sql -> {
            Optional<Found> found = sql.first(Found::read, """
                    select position, event_id, owner
                      from es_partition
                     where tenant = ? and name = ? and version = ? and partition = ? {lockedIfFree}""", tenant, id.name(), id.version(), partition);
            return found.isEmpty() ? Optional.empty() : take(sql, process, id, partition, found.get());
        });
    }

    /** Takes the partition that is locked. */
    private Optional<Claim> take(Sql sql, String process, SubscriptionId id, int partition, Found found)
            throws SQLException {
        Optional<Long> token = sql.first(
                row -> row.number("token"), """
                update es_partition as p
                   set owner = ?, token = token + 1, changed_at = {now}
                 where p.tenant = ? and p.name = ? and p.version = ? and p.partition = ?
                   and exists (select 1
                                 from es_process q
                                where q.tenant = p.tenant and q.id = ? and q.lease_until > {micros})
                   and not exists (select 1
                                     from es_process q
                                    where q.tenant = p.tenant and q.id = p.owner and q.lease_until > {micros})
                returning token""", process, tenant, id.name(), id.version(), partition, process);
        return token.map(taken -> new Claim(new Lease(id, partition, taken), found.checkpoint, !found.owner.isEmpty()));
    }

    @Override
    public void release(Lease lease, boolean inDoubt) {
        rows.writing(sql -> {
            long released = sql.execute(
                    """
                    update es_partition as p
                       set owner = ?, changed_at = {now}
                     where p.tenant = ? and p.name = ? and p.version = ? and p.partition = ? and p.token = ?
                       and exists (select 1
                                     from es_process q
                                    where q.tenant = p.tenant and q.id = p.owner and q.lease_until > {micros})""",
                    inDoubt ? SubscriptionArguments.IN_DOUBT : "",
                    tenant,
                    lease.subscription().name(),
                    lease.subscription().version(),
                    lease.partition(),
                    lease.token());
            return raiseIf(released > 0, sql);
        });
    }

    @Override
    public Leases forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcLeases(rows, TenantEvents.checked(other), false);
    }

    private static boolean raiseIf(boolean changed, Sql sql) throws SQLException {
        if (changed) {
            Changes.raise(sql);
        }
        return changed;
    }

    /** Who wants a share of a subscription, or owns a partition of it. */
    private record Part(SubscriptionId id, int partition, String process) {

        static Part read(Row row) throws SQLException {
            return new Part(
                    new SubscriptionId(row.text("name"), (int) row.number("version")),
                    (int) row.number("partition"),
                    row.text("process"));
        }

        static Division division(List<Part> parts) {
            List<String> members = new ArrayList<>();
            Map<Integer, String> owners = new HashMap<>();
            for (Part part : parts) {
                if (part.partition == NOBODY) {
                    members.add(part.process);
                } else {
                    owners.put(part.partition, part.process);
                }
            }
            return new Division(members, owners);
        }
    }

    /** A partition as it was found. */
    private record Found(Checkpoint checkpoint, String owner) {

        static Found read(Row row) throws SQLException {
            return new Found(
                    new Checkpoint(row.number("position"), row.uuid("event_id").orElse(null)), row.text("owner"));
        }
    }
}
