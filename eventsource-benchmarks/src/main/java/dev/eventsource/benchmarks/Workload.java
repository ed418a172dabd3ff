package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The same appends for every contender: payloads of about 300 bytes, ten appends to a stream (or all to one), time-ordered
 * ids. They are built before the clock starts.
 */
record Workload(int writers, int eventsPerAppend, boolean hotStream, List<List<Append>> appendsByWriter) {

    private static final Instant OCCURRED = Instant.parse("2026-11-01T12:00:00Z");
    private static final int APPENDS_PER_STREAM = 10;

    static Workload of(int writers, int eventsPerAppend, boolean hotStream, int appends) {
        List<List<Append>> byWriter = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            byWriter.add(appends(writer, eventsPerAppend, hotStream, Math.max(1, appends / writers)));
        }
        return new Workload(writers, eventsPerAppend, hotStream, byWriter);
    }

    int appends() {
        return appendsByWriter.stream().mapToInt(List::size).sum();
    }

    int events() {
        return appends() * eventsPerAppend;
    }

    private static List<Append> appends(int writer, int eventsPerAppend, boolean hotStream, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    StreamId stream = hotStream
                            ? StreamId.of("loan", "hot")
                            : StreamId.of("loan", "application-" + writer + "-" + i / APPENDS_PER_STREAM);
                    ExpectedVersion expected = hotStream
                            ? ExpectedVersion.any()
                            : ExpectedVersion.exactly((long) (i % APPENDS_PER_STREAM) * eventsPerAppend);
                    return Append.to(stream, expected, events(writer, i, eventsPerAppend));
                })
                .toList();
    }

    private static List<EventData> events(int writer, int append, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        EventData.of(timeOrderedId(), "W_Completeren aanvraag", OCCURRED, payload(writer, append, i)))
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
