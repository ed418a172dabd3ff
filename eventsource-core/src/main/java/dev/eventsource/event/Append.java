// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One write: events of one or several streams that are stored all or not at all.
 *
 * @param writes one per stream, in the order in which their events get positions; 1 to {@value #MAX_EVENTS} events in
 *     all
 * @param conditions that must hold beside the expected versions
 */
public record Append(List<Write> writes, List<AppendCondition> conditions) {

    /** The most events of one append. */
    public static final int MAX_EVENTS = 10_000;

    public Append {
        writes = List.copyOf(writes);
        conditions = List.copyOf(conditions);
        Set<StreamId> streams = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        int events = 0;
        for (Write write : writes) {
            if (!streams.add(write.stream())) {
                throw new IllegalArgumentException(
                        "An append writes a stream once; put all events of " + write.stream() + " into one write");
            }
            for (EventData event : write.events()) {
                if (!ids.add(event.id())) {
                    throw new IllegalArgumentException("Two events of the append have the id " + event.id());
                }
            }
            events += write.events().size();
        }
        if (events == 0) {
            throw new IllegalArgumentException("An append needs at least one event");
        }
        if (events > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "An append has at most " + MAX_EVENTS + " events, this one has " + events + "; split it");
        }
        for (AppendCondition condition : conditions) {
            if (condition instanceof AppendCondition.StreamAt at && streams.contains(at.stream())) {
                throw new IllegalArgumentException(
                        "The append writes " + at.stream() + ": say what is expected of it in the write");
            }
        }
    }

    /** One stream, no further conditions. */
    public static Append to(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return new Append(List.of(new Write(stream, expected, events)), List.of());
    }

    /** The same, writing this stream too. */
    public Append and(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        return new Append(plus(writes, new Write(stream, expected, events)), conditions);
    }

    /** The same under one more condition. */
    public Append onlyIf(AppendCondition condition) {
        return new Append(writes, plus(conditions, condition));
    }

    /** The number of events in all writes. */
    public int size() {
        int size = 0;
        for (Write write : writes) {
            size += write.events().size();
        }
        return size;
    }

    private static <T> List<T> plus(List<T> list, T one) {
        return Stream.concat(list.stream(), Stream.of(one)).toList();
    }

    /**
     * The events for one stream.
     *
     * @param events at least one
     */
    public record Write(StreamId stream, ExpectedVersion expected, List<EventData> events) {
        public Write {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(expected, "expected");
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("A write to " + stream + " needs at least one event");
            }
        }
    }
}
