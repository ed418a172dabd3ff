// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Logs that are there before the clock starts. */
final class LoanFiles {

    /** With the ten appends of the workload, a stream has ten events on average when it is read. */
    static final int EVENTS_BEFORE = 5;

    private static final int STREAMS_AN_APPEND = 200;
    private static final int EVENTS_AN_APPEND = 5_000;
    private static final Instant OCCURRED = Instant.parse("2026-11-01T12:00:00Z");

    private LoanFiles() {}

    /** The streams of the workload, each with its first events. */
    static void begin(EventStore events, Workload workload) {
        List<StreamId> streams = List.copyOf(Planned.streams(workload).keySet());
        for (int from = 0; from < streams.size(); from += STREAMS_AN_APPEND) {
            List<StreamId> some = streams.subList(from, Math.min(streams.size(), from + STREAMS_AN_APPEND));
            events.append(new Append(
                    some.stream()
                            .map(stream -> new Write(stream, ExpectedVersion.noStream(), notes("", EVENTS_BEFORE)))
                            .toList(),
                    List.of()));
        }
    }

    /** A log of so many events, ten for each tag, which lie all over it. */
    static void tagged(EventStore events, int count) {
        int files = count / 10;
        for (int from = 0; from < count; from += EVENTS_AN_APPEND) {
            List<EventData> some = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + EVENTS_AN_APPEND); i++) {
                some.addAll(notes("" + i % files, 1));
            }
            events.append(Append.to(StreamId.of("loan", "box-" + from), ExpectedVersion.noStream(), some));
        }
    }

    private static List<EventData> notes(String key, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> LoanFile.CODEC.encode(
                        new LoanFile.Noted(key, "10863", LoanFile.REMARK), EventIds.next(), OCCURRED))
                .toList();
    }
}
