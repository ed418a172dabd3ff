// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.importing;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Some events of a file, in its order. An event that the file repeats is taken once. */
final class ImportBatch {

    private static final int OVERHEAD = 500;

    private final List<SourceEvent> events = new ArrayList<>();
    private final Map<UUID, StreamId> ids = new HashMap<>();
    private long bytes;

    void add(SourceEvent event) {
        StreamId known = ids.putIfAbsent(event.event().id(), event.stream());
        if (known == null) {
            events.add(event);
            bytes += size(event);
        } else if (!known.equals(event.stream())) {
            throw new Failure(
                    "line " + event.line() + ": the event " + event.event().id() + " of stream " + event.stream()
                            + " stands in the file before, as one of stream " + known);
        }
    }

    boolean hasRoomFor(SourceEvent event, int maxEvents, long maxBytes) {
        return events.isEmpty() || (events.size() < maxEvents && bytes + size(event) <= maxBytes);
    }

    List<SourceEvent> events() {
        return events;
    }

    /**
     * The appends that store these events in their order, except those with the given ids. An append writes a stream
     * once, so a stream that comes back after another one begins a new append.
     */
    List<Append> appends(Set<UUID> stored) {
        List<Append> appends = new ArrayList<>();
        Map<StreamId, List<EventData>> open = new HashMap<>();
        List<StreamId> order = new ArrayList<>();
        for (SourceEvent each : events) {
            if (stored.contains(each.event().id())) {
                continue;
            }
            StreamId stream = each.stream();
            if (open.containsKey(stream) && !order.get(order.size() - 1).equals(stream)) {
                appends.add(append(order, open));
                open.clear();
                order.clear();
            }
            open.computeIfAbsent(stream, s -> {
                        order.add(s);
                        return new ArrayList<>();
                    })
                    .add(each.event());
        }
        if (!order.isEmpty()) {
            appends.add(append(order, open));
        }
        return appends;
    }

    private static Append append(List<StreamId> order, Map<StreamId, List<EventData>> events) {
        return new Append(
                order.stream()
                        .map(stream -> new Write(stream, ExpectedVersion.any(), events.getOrDefault(stream, List.of())))
                        .toList(),
                List.of());
    }

    private static long size(SourceEvent event) {
        return event.event().payload().bytes() + OVERHEAD;
    }
}
