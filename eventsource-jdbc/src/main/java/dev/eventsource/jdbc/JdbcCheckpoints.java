package dev.eventsource.jdbc;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.Lease;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionChecks;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.TenantEvents;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/**
 * The subscriptions of one tenant, in a SQL database.
 *
 * <p>How it works: a checkpoint moves on by one statement, which looks at the token and at the owner's lease itself.
 * Whatever a person decides locks the rows that it depends on first, those of subscriptions before those of partitions and
 * each in order, and looks at them then.
 */
final class JdbcCheckpoints implements CheckpointStore {

    private static final Comparator<Lease> ORDER =
            Comparator.comparingInt(Lease::partition).thenComparingLong(Lease::token);

    private final Rows rows;
    private final String tenant;

    JdbcCheckpoints(Rows rows, String tenant) {
        this.rows = rows;
        this.tenant = tenant;
    }

    @Override
    public SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start) {
        SubscriptionArguments.partitions(partitions);
        SubscriptionArguments.query(query);
        return rows.writing(sql -> {
            Optional<SubscriptionState> known = find(sql, id);
            if (known.isPresent()) {
                return known.get();
            }
            lockVersions(sql, id);
            if (insert(sql, id, partitions, query, true) || insert(sql, id, partitions, query, false)) {
                insertPartitions(sql, id, partitions, start);
                Changes.raise(sql);
            }
            return find(sql, id)
                    .orElseThrow(() ->
                            new StorageException(id + " was dropped while it was being registered; register it again"));
        });
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

    @Override
    public Optional<SubscriptionState> find(SubscriptionId id) {
        return rows.reading(sql -> find(sql, id));
    }

    private Optional<SubscriptionState> find(Sql sql, SubscriptionId id) throws SQLException {
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

    private List<SubscriptionState> versions(Sql sql, SubscriptionId id) throws SQLException {
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

    @Override
    public List<SubscriptionState> all() {
        return rows.reading(sql -> {
            SubscriptionLines lines = new SubscriptionLines();
            sql.list(lines::add, """
                    select s.name, s.version, case p.partition when 0 then s.query else '' end as query, s.paused,
                           s.active, s.created_at, p.partition, p.position, p.event_id, p.token, p.owner, p.changed_at
                      from es_subscription s
                      join es_partition p on p.tenant = s.tenant and p.name = s.name and p.version = s.version
                     where s.tenant = ?
                     order by s.name, s.version, p.partition""", tenant);
            return lines.states();
        });
    }

    @Override
    public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
        SubscriptionArguments.ofOneSubscription(checkpoints.keySet());
        List<Entry<Lease, Checkpoint>> inOrder = checkpoints.entrySet().stream()
                .sorted(Entry.comparingByKey(ORDER))
                .toList();
        if (inOrder.isEmpty()) {
            return Set.of();
        }
        return rows.writing(sql -> {
            Set<Lease> refused = new HashSet<>();
            for (Entry<Lease, Checkpoint> entry : inOrder) {
                if (!advance(sql, entry.getKey(), entry.getValue())) {
                    refused.add(entry.getKey());
                }
            }
            return refused;
        });
    }

    /** What is known of the event at a position stays known. */
    private boolean advance(Sql sql, Lease lease, Checkpoint to) throws SQLException {
        return sql.execute(
                        """
                        update es_partition as p
                           set position = ?, event_id = coalesce(?, case when position = ? then event_id end),
                               changed_at = {now}
                         where p.tenant = ? and p.name = ? and p.version = ? and p.partition = ? and p.token = ?
                           and p.position <= ?
                           and exists (select 1
                                         from es_process q
                                        where q.tenant = p.tenant and q.id = p.owner and q.lease_until > {micros})""",
                        to.position(),
                        to.eventId(),
                        to.position(),
                        tenant,
                        lease.subscription().name(),
                        lease.subscription().version(),
                        lease.partition(),
                        lease.token(),
                        to.position())
                == 1;
    }

    @Override
    public void reset(SubscriptionId id, Checkpoint to, boolean force) {
        rows.writing(sql -> {
            SubscriptionChecks.known(id, lockPartitions(sql, id).stream().findFirst());
            if (!force) {
                SubscriptionChecks.notInUse(id, owners(sql, id));
            }
            sql.execute("""
                    update es_partition
                       set position = ?, event_id = ?, token = token + 1, owner = '', changed_at = {now}
                     where tenant = ? and name = ? and version = ?""", to.position(), to.eventId(), tenant, id.name(), id.version());
            forgetAttempts(sql, id);
            sql.execute("""
                    update es_dead_letter
                       set state = 'DISCARDED', decided_by = 'reset', changed_at = {now}
                     where tenant = ? and name = ? and version = ? and state in ('FAILED', 'RETRYING')""", tenant, id.name(), id.version());
            Changes.raise(sql);
            return true;
        });
    }

    @Override
    public void pause(SubscriptionId id, boolean paused) {
        rows.writing(sql -> {
            boolean before = SubscriptionChecks.known(
                    id, sql.first(row -> row.flag("paused"), """
                    select paused
                      from es_subscription
                     where tenant = ? and name = ? and version = ? {locked}""", tenant, id.name(), id.version()));
            if (before != paused) {
                sql.execute("""
                        update es_subscription
                           set paused = ?
                         where tenant = ? and name = ? and version = ?""", paused, tenant, id.name(), id.version());
                Changes.raise(sql);
            }
            return true;
        });
    }

    @Override
    public void activate(SubscriptionId id, boolean force) {
        rows.writing(sql -> {
            lockVersions(sql, id);
            List<SubscriptionState> versions = versions(sql, id);
            SubscriptionState candidate = of(id, versions);
            if (candidate.active()) {
                return false;
            }
            Optional<SubscriptionState> active =
                    versions.stream().filter(SubscriptionState::active).findFirst();
            if (active.isPresent() && !force) {
                SubscriptionChecks.mayReplace(candidate, active.get(), openLetters(sql, id));
            }
            sql.execute("""
                    update es_subscription
                       set active = false
                     where tenant = ? and name = ? and active""", tenant, id.name());
            sql.execute("""
                    update es_subscription
                       set active = true
                     where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
            Changes.raise(sql);
            return true;
        });
    }

    private long openLetters(Sql sql, SubscriptionId id) throws SQLException {
        return sql.first(row -> row.number("letters"), """
                        select count(*) as letters
                          from es_dead_letter
                         where tenant = ? and name = ? and version = ? and state in ('FAILED', 'RETRYING')""", tenant, id.name(), id.version())
                .orElse(0L);
    }

    @Override
    public void drop(SubscriptionId id) {
        rows.writing(sql -> {
            lockVersions(sql, id);
            List<SubscriptionState> versions = versions(sql, id);
            SubscriptionChecks.mayBeDropped(of(id, versions), versions.size());
            SubscriptionChecks.notInUse(id, owners(sql, id));
            forgetAttempts(sql, id);
            sql.execute("""
                    delete from es_dead_letter
                     where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
            sql.execute("""
                    delete from es_member
                     where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
            sql.execute("""
                    delete from es_partition
                     where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
            sql.execute("""
                    delete from es_subscription
                     where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
            Changes.raise(sql);
            return true;
        });
    }

    @Override
    public CheckpointStore forTenant(String other) {
        if (!tenant.isEmpty()) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcCheckpoints(rows, TenantEvents.checked(other));
    }

    private static SubscriptionState of(SubscriptionId id, List<SubscriptionState> versions) {
        return SubscriptionChecks.known(
                id, versions.stream().filter(state -> state.id().equals(id)).findFirst());
    }

    /** All versions of the name, with all of their partitions. */
    private void lockVersions(Sql sql, SubscriptionId id) throws SQLException {
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

    private List<Long> lockPartitions(Sql sql, SubscriptionId id) throws SQLException {
        return sql.list(row -> row.number("partition"), """
                select partition
                  from es_partition
                 where tenant = ? and name = ? and version = ?
                 order by partition {locked}""", tenant, id.name(), id.version());
    }

    /** Who is alive and owns a partition. */
    private List<String> owners(Sql sql, SubscriptionId id) throws SQLException {
        return sql.list(row -> row.text("owner"), """
                select distinct p.owner
                  from es_partition p
                  join es_process q on q.tenant = p.tenant and q.id = p.owner
                 where p.tenant = ? and p.name = ? and p.version = ? and q.lease_until > {micros}""", tenant, id.name(), id.version());
    }

    private void forgetAttempts(Sql sql, SubscriptionId id) throws SQLException {
        sql.execute("""
                delete from es_attempt
                 where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
    }
}
