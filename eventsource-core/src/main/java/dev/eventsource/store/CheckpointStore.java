// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which subscriptions there are, and how far each of their partitions has come. Thread-safe. What belongs to a tenant's
 * storage has names of its own.
 *
 * <p>Whatever a person decides here (pause, reset, activate) raises {@link Pulse#changes}, so that owners hear of it.
 */
public interface CheckpointStore extends PerTenant<CheckpointStore> {

    /**
     * Makes a subscription known, with all of its partitions at this checkpoint. If it is known already, nothing
     * happens: of several callers at once one wins, and where to start is settled once and for all.
     *
     * @param query as text, up to 100,000 characters
     * @param partitions 1 to 1,024
     * @return what is stored, which may differ from what was asked for
     */
    SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start);

    /** What is stored of a subscription. */
    Optional<SubscriptionState> find(SubscriptionId id);

    /** All subscriptions, by name and version. */
    List<SubscriptionState> all();

    /**
     * Moves partitions on. Refused is a lease that is no longer valid: its token is not the partition's, or its process
     * is not alive by the database's clock; and a checkpoint that would go back. Inside {@link Storage#atomically} the
     * rows stay locked to the end, so a partition cannot change hands before the transaction has ended.
     *
     * @param checkpoints of one subscription
     * @return the leases that were refused; the others have moved
     */
    Set<Lease> advance(Map<Lease, Checkpoint> checkpoints);

    /**
     * Sets all partitions to this checkpoint, forwards or back. Raises their tokens: whoever works on them has lost his
     * lease, and what he has not committed is refused. Attempts are forgotten, and open dead letters discarded, decided by
     * {@code reset}.
     *
     * @throws SubscriptionInUseException if a process that is alive owns a partition, and {@code force} is not given
     */
    void reset(SubscriptionId id, Checkpoint to, boolean force);

    /** Lets the owners rest, or go on. They notice with their next pulse. */
    void pause(SubscriptionId id, boolean paused);

    /**
     * Makes this version the active one of its name: it stays so until another one is activated. The first version that
     * is registered is active. Everything happens in one transaction that holds all partitions of both versions.
     *
     * @throws IllegalStateException if a partition of the version has not come as far as every one of the active version, or it has open dead letters, and
     *     {@code force} is not given; the message says which
     */
    void activate(SubscriptionId id, boolean force);

    /**
     * Forgets a subscription, its partitions, attempts and dead letters.
     *
     * @throws IllegalStateException if it is active and another version of its name exists
     * @throws SubscriptionInUseException if a process that is alive owns a partition
     */
    void drop(SubscriptionId id);
}
