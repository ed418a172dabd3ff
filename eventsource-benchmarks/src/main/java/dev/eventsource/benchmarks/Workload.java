// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The same appends for every contender: payloads of about 300 bytes, ten appends to a stream (or all to one), time-ordered
 * ids. They are built before the clock starts.
 *
 * @param warmUp how many appends of each writer come before the clock starts
 * @param limit after which no writer begins another append
 */
record Workload(Shape shape, int warmUp, Duration limit, List<List<Append>> appendsByWriter) {

    private static final Instant OCCURRED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration UNLIMITED = Duration.ofHours(1);
    private static final int APPENDS_PER_STREAM = 10;

    /** @param appends of all writers while the clock runs */
    static Workload of(Shape shape, int appends, int warmUp) {
        List<List<Append>> byWriter = new ArrayList<>();
        for (int writer = 0; writer < shape.writers(); writer++) {
            byWriter.add(appends(shape, writer, warmUp + Math.max(1, appends / shape.writers())));
        }
        return new Workload(shape, warmUp, UNLIMITED, byWriter);
    }

    /** The same that ends when time is up: for contenders of very different speed, or neighbours who take the machine. */
    Workload within(Duration limit) {
        return new Workload(shape, warmUp, limit, appendsByWriter);
    }

    /** While the clock runs. */
    int appends() {
        return appendsByWriter.stream().mapToInt(List::size).sum() - warmUp * appendsByWriter.size();
    }

    private static List<Append> appends(Shape shape, int writer, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    StreamId stream = shape.hotStream()
                            ? StreamId.of("loan", "hot")
                            : StreamId.of("loan", "application-" + writer + "-" + i / APPENDS_PER_STREAM);
                    ExpectedVersion expected = shape.hotStream()
                            ? ExpectedVersion.any()
                            : ExpectedVersion.exactly((long) (i % APPENDS_PER_STREAM) * shape.eventsPerAppend());
                    return Append.to(stream, expected, events(shape, writer, i));
                })
                .toList();
    }

    private static List<EventData> events(Shape shape, int writer, int append) {
        Set<String> tags = IntStream.range(0, shape.tags())
                .mapToObj(i -> "tag-" + i + ":" + writer + "-" + append / APPENDS_PER_STREAM)
                .collect(Collectors.toSet());
        return IntStream.range(0, shape.eventsPerAppend())
                .mapToObj(i -> EventData.of(
                                timeOrderedId(), "W_Completeren aanvraag", OCCURRED, payload(writer, append, i))
                        .withTags(tags))
                .toList();
    }

    private static Payload payload(int writer, int append, int i) {
        return Payload.of("{\"writer\":" + writer + ",\"append\":" + append + ",\"event\":" + i
                + ",\"org:resource\":\"10863\",\"remark\":\"" + "lorem ipsum ".repeat(20) + "\"}");
    }

    /** UUIDv7-like: rising, so that the index of ids grows at its end, as in production. */
    private static UUID timeOrderedId() {
        UUID random = UUID.randomUUID();
        long time = System.nanoTime() & 0xFFFF_FFFF_FFFF_0000L;
        return new UUID(
                (time & ~0xFFFFL) | 0x7000 | (random.getMostSignificantBits() & 0xFFF),
                random.getLeastSignificantBits());
    }
}
