// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Who works on which partition. A process renews one row, however many subscriptions it has; its partitions point to it.
 * Time is the database's, so clocks of processes may differ. Thread-safe.
 */
public interface Leases extends PerTenant<Leases> {

    /**
     * Says that the process is alive for so long from now on. One statement.
     *
     * @param process a name that nobody else uses, 1 to 200 characters
     * @param lease 100 ms to 1 day
     */
    Pulse renew(String process, Duration lease);

    /** The process works no more: it gives up all that it owns. Harmless if it is not known. */
    void leave(String process);

    /**
     * The process wants a share of the partitions. What died more than an hour ago is forgotten by this, its wants
     * included.
     *
     * @throws IllegalArgumentException if there is no such subscription
     */
    void join(String process, SubscriptionId id);

    /** The process wants no share any more. What it owns stays its own until it releases that. */
    void quit(String process, SubscriptionId id);

    /** How the partitions are divided at the moment. */
    Division division(SubscriptionId id);

    /** The same of all subscriptions that somebody who is alive works on or owns a partition of. One statement. */
    Map<SubscriptionId, Division> divisions();

    /**
     * Takes a partition, if nobody who is alive owns it and the process is alive itself. Raises the token. Taking what the
     * process owns already is refused, too. Does not wait for a transaction that holds the partition, like that of an owner who was
     * thought dead: it is not to be had then.
     *
     * @return empty if it is not to be had
     */
    Optional<Claim> claim(String process, SubscriptionId id, int partition);

    /** Gives a partition back, if the lease is still valid. */
    default void release(Lease lease) {
        release(lease, false);
    }

    /**
     * Gives a partition back, if the lease is still valid.
     *
     * @param inDoubt whether the one who takes it next is to be told that it was abandoned: by an owner who does not know
     *     either what the one before him was doing
     */
    void release(Lease lease, boolean inDoubt);

    /**
     * A partition that was taken.
     *
     * @param checkpoint where to go on
     * @param abandoned whether the last owner died or was in doubt, so that nobody knows what was being done
     */
    record Claim(Lease lease, Checkpoint checkpoint, boolean abandoned) {}
}
