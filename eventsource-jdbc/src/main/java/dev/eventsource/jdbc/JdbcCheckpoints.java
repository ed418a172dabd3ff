// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.jdbc;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
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
    private final boolean whole;
    private final SubscriptionTable subscriptions;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    JdbcCheckpoints(Rows rows) {
        this(rows, "", true);
    }

    private JdbcCheckpoints(Rows rows, String tenant, boolean whole) {
        this.rows = rows;
        this.tenant = tenant;
        this.whole = whole;
        this.subscriptions = new SubscriptionTable(tenant);
    }

    @Override
    public SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start) {
        SubscriptionArguments.partitions(partitions);
        SubscriptionArguments.query(query);
        return rows.writing(sql -> {
            Optional<SubscriptionState> known = subscriptions.find(sql, id);
            if (known.isPresent()) {
                return known.get();
            }
            subscriptions.lockVersions(sql, id);
            if (subscriptions.insert(sql, id, partitions, query, start)) {
                Changes.raise(sql);
            }
            return subscriptions
                    .find(sql, id)
                    .orElseThrow(() ->
                            new StorageException(id + " was dropped while it was being registered; register it again"));
        });
    }

    @Override
    public Optional<SubscriptionState> find(SubscriptionId id) {
        return rows.reading(sql -> subscriptions.find(sql, id));
    }

    @Override
    public List<SubscriptionState> all() {
        return rows.reading(subscriptions::all);
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
            SubscriptionChecks.known(
                    id, subscriptions.lockPartitions(sql, id).stream().findFirst());
            if (!force) {
                SubscriptionChecks.notInUse(id, subscriptions.owners(sql, id));
            }
            sql.execute("""
                    update es_partition
                       set position = ?, event_id = ?, token = token + 1, owner = '', changed_at = {now}
                     where tenant = ? and name = ? and version = ?""", to.position(), to.eventId(), tenant, id.name(), id.version());
            forgetAttempts(sql, id);
            JdbcDeadLetters.decide(sql, tenant, Filter.OPEN.of(id), State.DISCARDED, "reset");
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
            subscriptions.lockVersions(sql, id);
            List<SubscriptionState> versions = subscriptions.versions(sql, id);
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
            subscriptions.lockVersions(sql, id);
            List<SubscriptionState> versions = subscriptions.versions(sql, id);
            SubscriptionChecks.mayBeDropped(of(id, versions), versions.size());
            SubscriptionChecks.notInUse(id, subscriptions.owners(sql, id));
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
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new JdbcCheckpoints(rows, TenantEvents.checked(other), false);
    }

    private static SubscriptionState of(SubscriptionId id, List<SubscriptionState> versions) {
        return SubscriptionChecks.known(
                id, versions.stream().filter(state -> state.id().equals(id)).findFirst());
    }

    private void forgetAttempts(Sql sql, SubscriptionId id) throws SQLException {
        sql.execute("""
                delete from es_attempt
                 where tenant = ? and name = ? and version = ?""", tenant, id.name(), id.version());
    }
}
