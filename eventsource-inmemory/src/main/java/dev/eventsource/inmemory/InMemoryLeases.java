// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.inmemory.SubscriptionTables.Member;
import dev.eventsource.store.Division;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.Pulse;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.SubscriptionChecks;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Who works on the subscriptions of one tenant, in a storage or in a transaction of it. */
final class InMemoryLeases implements Leases {

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final Rows rows;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemoryLeases(Rows rows, Clock clock) {
        this(rows, clock, "", true);
    }

    private InMemoryLeases(Rows rows, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public Pulse renew(String process, Duration lease) {
        SubscriptionArguments.process(process);
        SubscriptionArguments.lease(lease);
        return rows.writing(contents -> {
            SubscriptionTables tables = contents.subscriptions();
            Instant now = now();
            tables.processes().put(new Owned<>(tenant, process), now.plus(lease));
            long alive = tables.processes().rows(key -> key.tenant().equals(tenant)).values().stream()
                    .filter(now::isBefore)
                    .count();
            return new Pulse(tables.changes(), alive, contents.log().head());
        });
    }

    @Override
    public void leave(String process) {
        SubscriptionArguments.process(process);
        this.<Boolean>write(tables -> {
            boolean known = tables.processes().get(new Owned<>(tenant, process)).isPresent();
            boolean wanted = forget(tables, process);
            Set<SubscriptionId> all =
                    Set.copyOf(tables.states().rows(key -> key.tenant().equals(tenant)).keySet().stream()
                            .map(Owned::key)
                            .toList());
            long given = all.stream().filter(id -> giveUp(tables, id, process)).count();
            if (known || wanted || given > 0) {
                tables.raiseChanges();
            }
            return true;
        });
    }

    @Override
    public void join(String process, SubscriptionId id) {
        SubscriptionArguments.process(process);
        this.<Boolean>write(tables -> {
            SubscriptionChecks.known(id, tables.states().get(new Owned<>(tenant, id)));
            Instant now = now();
            forgetTheDead(tables, now.minus(FORGOTTEN_AFTER));
            Owned<String> own = new Owned<>(tenant, process);
            if (tables.processes().get(own).isEmpty()) {
                tables.processes().put(own, now);
            }
            Owned<Member> member = new Owned<>(tenant, new Member(id, process));
            if (tables.members().get(member).isEmpty()) {
                tables.members().put(member, member.key());
                tables.raiseChanges();
            }
            return true;
        });
    }

    @Override
    public void quit(String process, SubscriptionId id) {
        SubscriptionArguments.process(process);
        this.<Boolean>write(tables -> {
            Owned<Member> member = new Owned<>(tenant, new Member(id, process));
            if (tables.members().get(member).isPresent()) {
                tables.members().remove(member);
                tables.raiseChanges();
            }
            return true;
        });
    }

    @Override
    public Division division(SubscriptionId id) {
        return rows.reading(contents -> division(contents.subscriptions(), id, now()));
    }

    @Override
    public Map<SubscriptionId, Division> divisions() {
        return rows.reading(contents -> {
            SubscriptionTables tables = contents.subscriptions();
            Instant now = now();
            Map<SubscriptionId, Division> divisions = new HashMap<>();
            tables.states().rows(key -> key.tenant().equals(tenant)).keySet().forEach(key -> {
                Division division = division(tables, key.key(), now);
                if (!division.members().isEmpty() || !division.owners().isEmpty()) {
                    divisions.put(key.key(), division);
                }
            });
            return divisions;
        });
    }

    private Division division(SubscriptionTables tables, SubscriptionId id, Instant now) {
        List<String> members = tables
                .members()
                .rows(key ->
                        key.tenant().equals(tenant) && key.key().subscription().equals(id))
                .values()
                .stream()
                .map(Member::process)
                .filter(process -> tables.isAlive(tenant, process, now))
                .toList();
        Map<Integer, String> owners = new HashMap<>();
        for (Partition partition : partitions(tables, id)) {
            if (tables.isAlive(tenant, partition.owner(), now)) {
                owners.put(partition.number(), partition.owner());
            }
        }
        return new Division(members, owners);
    }

    @Override
    public Optional<Claim> claim(String process, SubscriptionId id, int partition) {
        SubscriptionArguments.process(process);
        return write(tables -> {
            Instant now = now();
            return tables.partition(tenant, id, partition)
                    .filter(found ->
                            tables.isAlive(tenant, process, now) && !tables.isAlive(tenant, found.owner(), now))
                    .map(found -> {
                        long token = found.token() + 1;
                        tables.put(tenant, id, new Partition(partition, found.checkpoint(), token, process, now));
                        return new Claim(
                                new Lease(id, partition, token),
                                found.checkpoint(),
                                !found.owner().isEmpty());
                    });
        });
    }

    @Override
    public void release(Lease lease, boolean inDoubt) {
        this.<Boolean>write(tables -> {
            Instant now = now();
            tables.held(tenant, lease, now).ifPresent(held -> {
                tables.put(
                        tenant,
                        lease.subscription(),
                        givenUp(held, inDoubt ? SubscriptionArguments.IN_DOUBT : "", now));
                tables.raiseChanges();
            });
            return true;
        });
    }

    @Override
    public Leases forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryLeases(rows, clock, TenantEvents.checked(other), false);
    }

    private void forgetTheDead(SubscriptionTables tables, Instant since) {
        Map<Owned<String>, Instant> processes =
                tables.processes().rows(key -> key.tenant().equals(tenant));
        processes.values().removeIf(until -> !until.isBefore(since));
        processes.keySet().forEach(key -> forget(tables, key.key()));
    }

    /** Says whether it wanted a share of anything. */
    private boolean forget(SubscriptionTables tables, String process) {
        tables.processes().remove(new Owned<>(tenant, process));
        Set<Owned<Member>> members = tables.members()
                .rows(key -> key.tenant().equals(tenant) && key.key().process().equals(process))
                .keySet();
        members.forEach(tables.members()::remove);
        return !members.isEmpty();
    }

    /** Says whether there was anything to give up. */
    private boolean giveUp(SubscriptionTables tables, SubscriptionId id, String process) {
        List<Partition> owned = partitions(tables, id).stream()
                .filter(partition -> partition.owner().equals(process))
                .toList();
        owned.forEach(partition -> tables.put(tenant, id, givenUp(partition, "", now())));
        return !owned.isEmpty();
    }

    private static Partition givenUp(Partition partition, String owner, Instant now) {
        return new Partition(partition.number(), partition.checkpoint(), partition.token(), owner, now);
    }

    private List<Partition> partitions(SubscriptionTables tables, SubscriptionId id) {
        return tables.states()
                .get(new Owned<>(tenant, id))
                .map(SubscriptionState::partitions)
                .orElse(List.of());
    }

    private <R> R write(Function<SubscriptionTables, R> work) {
        return rows.writing(contents -> work.apply(contents.subscriptions()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
