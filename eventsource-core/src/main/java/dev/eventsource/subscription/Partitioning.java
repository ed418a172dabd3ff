package dev.eventsource.subscription;

import dev.eventsource.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Which partition an event belongs to: the FNV-1a hash of 64 bits of its sequence's UTF-8 bytes, as an unsigned number,
 * modulo the number of partitions. That is for ever: another hash would tear sequences apart.
 *
 * @param partitions how many there are
 * @param sequence what must be handled in order; by default the stream's name
 */
public record Partitioning(int partitions, Function<RecordedEvent, String> sequence) {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

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
        return (int) Long.remainderUnsigned(hash(name), partitions);
    }

    static long hash(String name) {
        long hash = OFFSET;
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * PRIME;
        }
        return hash;
    }
}
