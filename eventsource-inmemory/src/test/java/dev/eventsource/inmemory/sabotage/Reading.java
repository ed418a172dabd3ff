// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Saboteurs who read wrongly. */
final class Reading {

    private Reading() {}

    /** Positions are given in one order and become visible in another, as with a sequence and late commits. */
    static UnaryOperator<EventStore> skipsUnderConcurrency() {
        Set<UUID> late = ConcurrentHashMap.newKeySet();
        return sound -> new Events(sound) {
            @Override
            public AppendResult append(Append append) {
                List<UUID> ids = append.writes().stream()
                        .flatMap(write -> write.events().stream())
                        .map(EventData::id)
                        .filter(id -> sound.find(id).isEmpty())
                        .toList();
                late.addAll(ids);
                try {
                    AppendResult result = sound.append(append);
                    letOthersStepIn();
                    return result;
                } finally {
                    ids.forEach(late::remove);
                }
            }

            @Override
            public EventPage readAll(EventQuery query, long afterPosition, int limit) {
                EventPage page = sound.readAll(query, afterPosition, limit);
                List<RecordedEvent> visible = page.events().stream()
                        .filter(event -> !late.contains(event.event().id()))
                        .toList();
                return new EventPage(page.after(), page.through(), page.end(), visible);
            }
        };
    }

    /** Claims to have looked as far as the log had grown in the meantime. */
    static EventStore readsTheHeadAfterTheEvents(EventStore sound) {
        return new Events(sound) {
            @Override
            public EventPage readAll(EventQuery query, long afterPosition, int limit) {
                EventPage page = sound.readAll(query, afterPosition, limit);
                if (!page.end()) {
                    return page;
                }
                letOthersStepIn();
                long through = Math.max(page.through(), sound.head());
                return new EventPage(page.after(), through, true, page.events());
            }
        };
    }

    /** A page that is not full is the end, it believes. */
    static EventStore endsTooEarly(EventStore sound) {
        return new Events(sound) {
            @Override
            public EventPage readAll(EventQuery query, long afterPosition, int limit) {
                EventPage page = sound.readAll(query, afterPosition, limit);
                boolean end = page.events().size() < limit;
                return new EventPage(page.after(), page.through(), end, page.events());
            }
        };
    }

    static EventStore repeatsTheLastEvent(EventStore sound) {
        return new Events(sound) {
            @Override
            public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
                return sound.read(stream, Math.max(0, afterVersion - 1), limit);
            }
        };
    }

    static EventStore ignoresTags(EventStore sound) {
        return new Events(sound) {
            @Override
            public EventPage readAll(EventQuery query, long afterPosition, int limit) {
                EventQuery wider = new EventQuery(query.alternatives().stream()
                        .map(wanted -> new EventQuery.Alternative(
                                wanted.tenants(), wanted.categories(), wanted.streams(), wanted.types(), Set.of()))
                        .toList());
                return sound.readAll(wider, afterPosition, limit);
            }
        };
    }

    @SuppressWarnings("ThreadPriorityCheck") // only the chance counts
    private static void letOthersStepIn() {
        for (int i = 0; i < 500; i++) {
            Thread.yield();
        }
    }
}
