// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The subscriptions of one tenant with their partitions, inside a transaction. */
final class SubscriptionTable {

    private final String tenant;

    SubscriptionTable(String tenant) {
        this.tenant = tenant;
    }

    Optional<SubscriptionState> find(Sql sql, SubscriptionId id) throws SQLException {
        SubscriptionLines lines = new SubscriptionLines();
        sql.list(lines::add, """
                select s.name, s.version, case p.partition when 0 then s.query else '' end as query, s.paused, s.active,
                       s.created_at, p.partition, p.position, p.event_id, p.token, p.owner, p.changed_at
                  from es_subscription s
                  join es_partition p on p.tenant = s.tenant and p.name = s.name and p.version = s.version
                 where s.tenant = ? and s.name = ? and s.version = ?
                 order by p.partition""", tenant, id.name(), id.version());
        return lines.states().stream().findFirst();
    }

    /** All of the name, in order, without their queries. */
    List<SubscriptionState> versions(Sql sql, SubscriptionId id) throws SQLException {
        SubscriptionLines lines = new SubscriptionLines();
        sql.list(lines::add, """
                select s.name, s.version, '' as query, s.paused, s.active, s.created_at,
                       p.partition, p.position, p.event_id, p.token, p.owner, p.changed_at
                  from es_subscription s
                  join es_partition p on p.tenant = s.tenant and p.name = s.name and p.version = s.version
                 where s.tenant = ? and s.name = ?
                 order by s.version, p.partition""", tenant, id.name());
        return lines.states();
    }

    /** By name and version. */
    List<SubscriptionState> all(Sql sql) throws SQLException {
        SubscriptionLines lines = new SubscriptionLines();
        sql.list(lines::add, """
                select s.name, s.version, case p.partition when 0 then s.query else '' end as query, s.paused,
                       s.active, s.created_at, p.partition, p.position, p.event_id, p.token, p.owner, p.changed_at
                  from es_subscription s
                  join es_partition p on p.tenant = s.tenant and p.name = s.name and p.version = s.version
                 where s.tenant = ?
                 order by s.name, s.version, p.partition""", tenant);
        return lines.states();
    }

    /** Says whether it was new. Its version is active if no other one of the name is. */
    boolean insert(Sql sql, SubscriptionId id, int partitions, String query, Checkpoint start) throws SQLException {
        boolean isNew = insert(sql, id, partitions, query, true) || insert(sql, id, partitions, query, false);
        if (isNew) {
            insertPartitions(sql, id, partitions, start);
        }
        return isNew;
    }

    /** Two of a name cannot be active, so of several that try at once one becomes it. */
    private boolean insert(Sql sql, SubscriptionId id, int partitions, String query, boolean active)
            throws SQLException {
        return sql.execute("""
                        insert into es_subscription (tenant, name, version, query, partitions, paused, active, created_at)
                        values (?, ?, ?, ?, ?, false, ?, {now})
                        on conflict do nothing""", tenant, id.name(), id.version(), query, partitions, active) == 1;
    }

    /** The first one, and the others like it. */
    private void insertPartitions(Sql sql, SubscriptionId id, int partitions, Checkpoint start) throws SQLException {
        sql.execute("""
                insert into es_partition (tenant, name, version, partition, position, event_id, token, owner, changed_at)
                values (?, ?, ?, 0, ?, ?, 0, '', {now})""", tenant, id.name(), id.version(), start.position(), start.eventId());
        sql.execute("""
                insert into es_partition (tenant, name, version, partition, position, event_id, token, owner, changed_at)
                  with recursive number (n) as (select 1 union all select n + 1 from number where n < ?)
                select p.tenant, p.name, p.version, number.n, p.position, p.event_id, p.token, p.owner, p.changed_at
                  from es_partition p
                  join number on number.n < ?
                 where p.tenant = ? and p.name = ? and p.version = ? and p.partition = 0""", partitions, partitions, tenant, id.name(), id.version());
    }

    /** Keeps all versions of the name as they are, with all of their partitions. */
    void lockVersions(Sql sql, SubscriptionId id) throws SQLException {
        sql.list(row -> row.number("version"), """
                select version
                  from es_subscription
                 where tenant = ? and name = ?
                 order by version {locked}""", tenant, id.name());
        sql.list(row -> row.number("partition"), """
                select partition
                  from es_partition
                 where tenant = ? and name = ?
                 order by version, partition {locked}""", tenant, id.name());
    }

    /** Keeps the partitions as they are, and tells which there are. */
    List<Long> lockPartitions(Sql sql, SubscriptionId id) throws SQLException {
        return sql.list(row -> row.number("partition"), """
                select partition
                  from es_partition
                 where tenant = ? and name = ? and version = ?
                 order by partition {locked}""", tenant, id.name(), id.version());
    }

    /** Who is alive and owns a partition. */
    List<String> owners(Sql sql, SubscriptionId id) throws SQLException {
        return sql.list(row -> row.text("owner"), """
                select distinct p.owner
                  from es_partition p
                  join es_process q on q.tenant = p.tenant and q.id = p.owner
                 where p.tenant = ? and p.name = ? and p.version = ? and q.lease_until > {micros}""", tenant, id.name(), id.version());
    }
}
