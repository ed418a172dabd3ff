// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What several processes wrote of the events that they were given, and what was seen of the checkpoints meanwhile. */
final class DeliveredLines {

    private final List<Line> lines = new ArrayList<>();
    private final List<TreeMap<Long, Long>> checkpoints = new ArrayList<>();
    private final Map<Integer, Integer> stops = new HashMap<>();

    void checkpoints(SubscriptionState state) {
        long time = System.nanoTime();
        for (Partition partition : state.partitions()) {
            if (checkpoints.size() == partition.number()) {
                checkpoints.add(new TreeMap<>());
            }
            checkpoints.get(partition.number()).put(time, partition.checkpoint().position());
        }
    }

    /** This worker was stopped for a while. */
    void stopped(int worker) {
        stops.merge(worker, 1, Integer::sum);
    }

    int stops() {
        return stops.values().stream().mapToInt(count -> count).sum();
    }

    void readFrom(Path file, int worker) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 6 && parts[5].equals("end")) {
                lines.add(new Line(
                        Long.parseLong(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]),
                        parts[3],
                        Long.parseLong(parts[4]),
                        worker));
            }
        }
    }

    /** Every event was seen, none before the one before it in its stream, and none again behind a checkpoint. */
    String check(long head) {
        lines.sort(Comparator.comparingLong(Line::time));
        Map<String, Long> reached = new HashMap<>();
        BitSet positions = new BitSet();
        Map<String, Integer> late = new HashMap<>();
        for (Line line : lines) {
            assertThat(line.version())
                    .as("version of %s, at position %s", line.stream(), line.position())
                    .isLessThanOrEqualTo(reached.getOrDefault(line.stream(), 0L) + 1);
            reached.merge(line.stream(), line.version(), Math::max);
            positions.set((int) line.position());
            int partition = line.partition();
            Map.Entry<Long, Long> checkpoint = checkpoints.get(partition).lowerEntry(line.time());
            if (checkpoint != null && checkpoint.getValue() >= line.position()) {
                late.merge(line.worker() + " " + partition, 1, Integer::sum);
            }
        }
        assertThat(positions.cardinality()).isEqualTo((int) head);
        // Who is stopped between the look at his lease and the event begins that one event when he goes on.
        late.forEach((lane, count) -> assertThat(count)
                .as("events behind the checkpoint, by worker and partition %s", lane)
                .isLessThanOrEqualTo(stops.getOrDefault(Integer.parseInt(lane.split(" ", 2)[0]), 0)));
        return "%d events, %d deliveries, %d of them after a pause".formatted(head, lines.size(), late.size());
    }

    private record Line(long time, int partition, long position, String stream, long version, int worker) {}
}
