// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.PartitionHash;
import dev.eventsource.event.RecordedEvent;
import java.util.function.Function;

/**
 * Which partition an event belongs to: by the {@link PartitionHash} of its sequence.
 *
 * @param partitions how many there are
 * @param sequence what must be handled in order; by default the stream's name
 */
public record Partitioning(int partitions, Function<RecordedEvent, String> sequence) {

    /** Events of a stream in order. */
    public static Partitioning byStream(int partitions) {
        return new Partitioning(partitions, event -> event.stream().toString());
    }

    public Partitioning {
        if (partitions < 1 || partitions > 1024) {
            throw new IllegalArgumentException("A subscription has 1 to 1,024 partitions, not " + partitions);
        }
    }

    /** The partition of this event, from 0. */
    public int of(RecordedEvent event) {
        return partitions == 1 ? 0 : of(sequence.apply(event));
    }

    int of(String name) {
        return PartitionHash.partition(name, partitions);
    }
}
