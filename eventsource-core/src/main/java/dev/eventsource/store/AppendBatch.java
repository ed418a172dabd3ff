// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Append;
import dev.eventsource.event.Append.Write;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.AppendCondition.StreamAt;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * Decides appends one behind the other and gives the accepted events their places: the rules that every backend
 * shares, and the reason why a batch of appends has the same outcome as its appends one by one.
 *
 * <p>How it works: a decision rests on what is {@linkplain Stored stored}, read under the store's write lock, and on
 * what this batch has accepted so far. It stores nothing: the backend inserts {@link #accepted()} before it gives up
 * the lock. Not thread-safe.
 */
public final class AppendBatch {

    private final Stored stored;
    private final Instant recordedAt;
    private final List<RecordedEvent> accepted = new ArrayList<>();
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<UUID, Place> places = new HashMap<>();
    private long head;

    /** A batch over what is stored now. {@code recordedAt} of its events is the clock's time, but never before the last one's. */
    public AppendBatch(Stored stored, Clock clock) {
        this.stored = stored;
        this.head = stored.head();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant last = stored.lastRecordedAt();
        this.recordedAt = now.isBefore(last) ? last : now;
    }

    /**
     * Accepts the append, or throws and leaves the batch as it was.
     *
     * @return where its events will be, or (of a retry) are
     */
    public AppendResult decide(Append append) {
        Optional<AppendResult> retried = retried(append);
        if (retried.isPresent()) {
            return retried.get();
        }
        for (Write write : append.writes()) {
            check(write.stream(), write.expected());
        }
        for (AppendCondition condition : append.conditions()) {
            check(condition);
        }
        return accept(append);
    }

    /** The events to insert, in the order of their positions. */
    public List<RecordedEvent> accepted() {
        return accepted;
    }

    /** Promise 4: an append whose ids are all stored, per stream one behind the other in the same order, is a retry. */
    private Optional<AppendResult> retried(Append append) {
        Set<UUID> known = new LinkedHashSet<>();
        boolean sameOrder = true;
        List<Long> ends = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Write write : append.writes()) {
            long previous = -1;
            for (EventData event : write.events()) {
                Optional<Place> found = place(event.id());
                if (found.isEmpty()) {
                    sameOrder = false;
                    continue;
                }
                Place place = found.get();
                known.add(event.id());
                sameOrder &= place.stream().equals(write.stream()) && (previous < 0 || place.version() == previous + 1);
                previous = place.version();
                first = Math.min(first, place.position());
                last = Math.max(last, place.position());
            }
            ends.add(previous);
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (!sameOrder) {
            throw new DuplicateEventException(known);
        }
        return Optional.of(new AppendResult(ends, first, last));
    }

    private void check(StreamId stream, ExpectedVersion expected) {
        long actual = version(stream);
        if (!expected.accepts(actual)) {
            throw new VersionConflictException(stream, expected, actual);
        }
    }

    private void check(AppendCondition condition) {
        if (condition instanceof StreamAt at) {
            check(at.stream(), at.expected());
        } else if (condition instanceof NothingMatches nothing) {
            OptionalLong match = firstMatch(nothing.query(), nothing.afterPosition());
            if (match.isPresent()) {
                throw new ConditionFailedException(nothing, match.getAsLong());
            }
        }
    }

    private AppendResult accept(Append append) {
        long first = head + 1;
        List<Long> ends = new ArrayList<>(append.writes().size());
        for (Write write : append.writes()) {
            StreamId stream = write.stream();
            long version = version(stream);
            for (EventData event : write.events()) {
                RecordedEvent recorded = new RecordedEvent(++head, stream, ++version, recordedAt, event);
                accepted.add(recorded);
                places.put(event.id(), new Place(recorded.position(), stream, version));
            }
            versions.put(stream, version);
            ends.add(version);
        }
        return new AppendResult(ends, first, head);
    }

    private long version(StreamId stream) {
        return versions.computeIfAbsent(stream, stored::version);
    }

    private Optional<Place> place(UUID id) {
        Place place = places.get(id);
        return place == null ? stored.place(id) : Optional.of(place);
    }

    private OptionalLong firstMatch(EventQuery query, long after) {
        OptionalLong match = stored.firstMatch(query, after);
        if (match.isPresent()) {
            return match;
        }
        return accepted.stream()
                .filter(event -> event.position() > after && query.matches(event))
                .mapToLong(RecordedEvent::position)
                .findFirst();
    }

    /** What a decision needs to know of the store, read under its write lock, without what the batch has accepted. */
    public interface Stored {

        /** The position of the newest event, 0 if there is none. */
        long head();

        /** {@code recordedAt} of the newest event, {@link Instant#EPOCH} if there is none. */
        Instant lastRecordedAt();

        /** The version of the stream, 0 if there is none. */
        long version(StreamId stream);

        /** Where the event with this id is stored. */
        Optional<Place> place(UUID eventId);

        /** The position of some event behind the given one that matches; empty if none does. */
        OptionalLong firstMatch(EventQuery query, long afterPosition);
    }

    /** Where an event is stored. */
    public record Place(long position, StreamId stream, long version) {}
}
