// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.ReadArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What reading means, on any {@link Log}. */
final class Reads {

    /** A page ends when its payloads have this many UTF-16 units. */
    private static final long MAX_PAGE_CHARACTERS = 8_000_000;

    private Reads() {}

    static List<RecordedEvent> forwards(Log log, StreamId stream, long afterVersion, int limit) {
        ReadArguments.check(afterVersion, limit);
        long last = log.version(stream);
        return afterVersion >= last
                ? List.of()
                : LongStream.rangeClosed(afterVersion + 1, last)
                        .limit(limit)
                        .mapToObj(version -> log.at(stream, version))
                        .toList();
    }

    static List<RecordedEvent> backwards(Log log, StreamId stream, long beforeVersion, int limit) {
        ReadArguments.check(beforeVersion, limit);
        long first = Math.min(log.version(stream), beforeVersion - 1);
        return first < 1
                ? List.of()
                : LongStream.iterate(first, version -> version >= 1, version -> version - 1)
                        .limit(limit)
                        .mapToObj(version -> log.at(stream, version))
                        .toList();
    }

    static EventPage all(Log log, EventQuery query, long afterPosition, int limit) {
        ReadArguments.check(afterPosition, limit);
        long head = log.head();
        List<RecordedEvent> wanted = new ArrayList<>();
        long characters = 0;
        long through = afterPosition;
        while (through < head
                && through - afterPosition < EventStore.MAX_STRETCH
                && wanted.size() < limit
                && characters < MAX_PAGE_CHARACTERS) {
            RecordedEvent event = log.at(++through);
            if (query.matches(event)) {
                wanted.add(event);
                characters += event.event().payload().json().length();
            }
        }
        return new EventPage(afterPosition, through, through >= head, wanted);
    }
}
