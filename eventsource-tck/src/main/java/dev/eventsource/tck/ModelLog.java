// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.AppendCondition.StreamAt;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.tck.Verdict.Refused;
import dev.eventsource.tck.Verdict.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The store as one list, written down as the promises say and without regard to speed: what a real storage is compared
 * with. It shares no code with the storages on purpose.
 */
final class ModelLog {

    private final List<Entry> entries = new ArrayList<>();

    /** Decides the append and stores it if it is accepted. */
    Verdict append(Append append) {
        Verdict verdict = judge(append);
        if (verdict instanceof Stored stored && stored.result().lastPosition() > entries.size()) {
            for (Append.Write write : append.writes()) {
                write.events().forEach(event -> entries.add(new Entry(write.stream(), event)));
            }
        }
        return verdict;
    }

    /** What an append would come to now. */
    Verdict judge(Append append) {
        List<UUID> wanted = append.writes().stream()
                .flatMap(write -> write.events().stream())
                .map(EventData::id)
                .toList();
        Set<UUID> known = new HashSet<>();
        entries.stream()
                .map(entry -> entry.event().id())
                .filter(wanted::contains)
                .forEach(known::add);
        if (!known.isEmpty()) {
            return known.size() == wanted.size() && isInOrder(append)
                    ? new Stored(placesOf(append))
                    : new Refused(Set.of(Verdict.duplicate(known)));
        }
        Set<String> reasons = new HashSet<>();
        append.writes().forEach(write -> check(write.stream(), write.expected(), reasons));
        append.conditions().forEach(condition -> {
            if (condition instanceof StreamAt at) {
                check(at.stream(), at.expected(), reasons);
            } else if (condition instanceof NothingMatches nothing) {
                check(nothing, reasons);
            }
        });
        return reasons.isEmpty() ? new Stored(newPlaces(append)) : new Refused(reasons);
    }

    List<EventData> events(StreamId stream) {
        return entries.stream()
                .filter(entry -> entry.stream().equals(stream))
                .map(Entry::event)
                .toList();
    }

    List<Entry> entries() {
        return entries;
    }

    int version(StreamId stream) {
        return events(stream).size();
    }

    /** Do the ids of every write stand one behind the other in their stream? */
    private boolean isInOrder(Append append) {
        return append.writes().stream().allMatch(write -> {
            List<UUID> stream =
                    events(write.stream()).stream().map(EventData::id).toList();
            List<UUID> ids = write.events().stream().map(EventData::id).toList();
            int begin = stream.indexOf(ids.get(0));
            return begin >= 0
                    && begin + ids.size() <= stream.size()
                    && stream.subList(begin, begin + ids.size()).equals(ids);
        });
    }

    private AppendResult placesOf(Append append) {
        List<Long> versions = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Append.Write write : append.writes()) {
            for (EventData event : write.events()) {
                long position = 1L + indexOf(event.id());
                first = Math.min(first, position);
                last = Math.max(last, position);
            }
            UUID end = write.events().get(write.events().size() - 1).id();
            versions.add(1L
                    + events(write.stream()).stream()
                            .map(EventData::id)
                            .toList()
                            .indexOf(end));
        }
        return new AppendResult(versions, first, last);
    }

    private AppendResult newPlaces(Append append) {
        List<Long> versions = append.writes().stream()
                .map(write -> (long) version(write.stream()) + write.events().size())
                .toList();
        return new AppendResult(versions, entries.size() + 1L, entries.size() + (long) append.size());
    }

    private void check(StreamId stream, ExpectedVersion expected, Set<String> reasons) {
        if (!expected.accepts(version(stream))) {
            reasons.add(Verdict.conflict(stream, expected, version(stream)));
        }
    }

    private void check(NothingMatches condition, Set<String> reasons) {
        for (int i = 0; i < entries.size(); i++) {
            if (i + 1 > condition.afterPosition()
                    && condition
                            .query()
                            .matches(entries.get(i).stream(), entries.get(i).event())) {
                reasons.add(Verdict.failed(condition, i + 1));
            }
        }
    }

    private int indexOf(UUID id) {
        return entries.stream().map(entry -> entry.event().id()).toList().indexOf(id);
    }

    /** One event; its position is its place in the list. */
    record Entry(StreamId stream, EventData event) {}
}
