// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.time.Instant;
import java.util.Optional;

/**
 * What is kept of subscriptions, or a draft of it. Not thread-safe.
 *
 * @param processes until when they say that they are alive
 * @param members what processes want a share of; the value is the key
 * @param attempts how many there were to handle an event
 * @param counters one, of changes
 */
record SubscriptionTables(
        Table<Owned<SubscriptionId>, SubscriptionState> states,
        Table<Owned<String>, Instant> processes,
        Table<Owned<Member>, Member> members,
        Table<Owned<Place>, Integer> attempts,
        Table<Owned<Place>, Letter> letters,
        Table<String, Long> counters) {

    private static final String CHANGES = "changes";

    SubscriptionTables() {
        this(new Table<>(), new Table<>(), new Table<>(), new Table<>(), new Table<>(), new Table<>());
    }

    /** A draft on top of this. */
    SubscriptionTables draft() {
        return new SubscriptionTables(
                states.draft(),
                processes.draft(),
                members.draft(),
                attempts.draft(),
                letters.draft(),
                counters.draft());
    }

    /** Makes the draft's changes this one's own. */
    void add(SubscriptionTables draft) {
        states.add(draft.states);
        processes.add(draft.processes);
        members.add(draft.members);
        attempts.add(draft.attempts);
        letters.add(draft.letters);
        counters.add(draft.counters);
    }

    long changes() {
        return counters.get(CHANGES).orElse(0L);
    }

    /** So that every owner looks again. */
    void raiseChanges() {
        counters.put(CHANGES, changes() + 1);
    }

    boolean isAlive(String tenant, String process, Instant now) {
        return processes.get(new Owned<>(tenant, process)).filter(now::isBefore).isPresent();
    }

    Optional<Partition> partition(String tenant, SubscriptionId id, int number) {
        return states.get(new Owned<>(tenant, id)).map(SubscriptionState::partitions).stream()
                .flatMap(partitions -> partitions.stream().filter(partition -> partition.number() == number))
                .findFirst();
    }

    /** The partition that the lease is for, if the lease is valid. */
    Optional<Partition> held(String tenant, Lease lease, Instant now) {
        return partition(tenant, lease.subscription(), lease.partition())
                .filter(partition -> partition.token() == lease.token() && isAlive(tenant, partition.owner(), now));
    }

    /** Stores the partition in place of the one of its number. */
    void put(String tenant, SubscriptionId id, Partition changed) {
        Owned<SubscriptionId> key = new Owned<>(tenant, id);
        states.get(key)
                .ifPresent(state -> states.put(
                        key,
                        new SubscriptionState(
                                id,
                                state.query(),
                                state.paused(),
                                state.active(),
                                state.createdAt(),
                                state.partitions().stream()
                                        .map(partition -> partition.number() == changed.number() ? changed : partition)
                                        .toList())));
    }

    /** A process that wants a share of a subscription. */
    record Member(SubscriptionId subscription, String process) {}

    /** An event as a subscription meets it. */
    record Place(SubscriptionId subscription, long position) {}

    /** A dead letter, and when its state changed last. */
    record Letter(DeadLetter content, Instant changedAt) {}
}
