// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Instant;
import java.util.List;

/**
 * What is stored of a subscription.
 *
 * @param query what it asks for, as text; fixed with the version
 * @param paused whether its owners are to rest
 * @param active whether it is the version of its name that readers use; see {@link CheckpointStore#activate}
 * @param partitions in the order of their numbers; fixed with the version
 */
public record SubscriptionState(
        SubscriptionId id,
        String query,
        boolean paused,
        boolean active,
        Instant createdAt,
        List<Partition> partitions) {

    public SubscriptionState {
        partitions = List.copyOf(partitions);
    }

    /** Up to which position every partition has come. */
    public long position() {
        return partitions.stream()
                .mapToLong(partition -> partition.checkpoint().position())
                .min()
                .orElse(0);
    }

    /** Up to which position the furthest partition has come. */
    public long furthest() {
        return partitions.stream()
                .mapToLong(partition -> partition.checkpoint().position())
                .max()
                .orElse(0);
    }

    /**
     * One partition.
     *
     * @param owner the process that works on it or did so last, "" if it was given back, {@value SubscriptionArguments#IN_DOUBT} if
     *     that was in doubt
     * @param changedAt when it was last claimed, given back, moved on or reset
     */
    public record Partition(int number, Checkpoint checkpoint, long token, String owner, Instant changedAt) {}
}
