// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How one subscription is doing.
 *
 * @param reasons why it is not {@link Status#UP}
 * @param here what it does in this process; empty if it does not run here
 * @param stored what is stored of it; empty if that cannot be read
 */
public record SubscriptionHealth(
        SubscriptionId id, Status status, List<String> reasons, Optional<Here> here, Optional<Stored> stored) {

    public SubscriptionHealth {
        reasons = List.copyOf(reasons);
    }

    /**
     * What it does in this process, since it was started.
     *
     * @param reason why it is {@link RunState#FAILED} or {@link RunState#WAITING_TO_RETRY}
     * @param handled how many events were handled
     * @param failed how many attempts to handle one have failed
     * @param parked how many events became dead letters
     * @param lastHandledAt when the last one was handled
     */
    public record Here(
            RunState state,
            Optional<String> reason,
            long handled,
            long failed,
            long parked,
            Optional<Instant> lastHandledAt) {}

    /**
     * What is stored of it, by all processes.
     *
     * @param active whether it is the version of its name that readers use
     * @param paused whether somebody wants it to rest
     * @param partitions how many it has
     * @param position up to which everything is done
     * @param lag how far behind it is
     * @param deadLetters how many are open
     * @param oldestDeadLetter for how long the oldest of them has been one
     * @param owners the processes that are alive, by their partitions
     */
    public record Stored(
            boolean active,
            boolean paused,
            int partitions,
            long position,
            Lag lag,
            long deadLetters,
            Optional<Duration> oldestDeadLetter,
            Map<Integer, String> owners) {

        public Stored {
            owners = Map.copyOf(owners);
        }

        /** The partitions on which nobody works. */
        public List<Integer> withoutOwner() {
            return IntStream.range(0, partitions)
                    .filter(partition -> !owners.containsKey(partition))
                    .boxed()
                    .toList();
        }
    }
}
