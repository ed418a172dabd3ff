// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.Envelope;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The messages of one part of a topic, numbered from 0 in the order in which they came. */
final class BusLog {

    private final List<Entry> entries = new ArrayList<>();
    private long first;

    void add(Envelope envelope) {
        entries.add(new Entry(end(), envelope, Instant.now()));
    }

    /** The number that the next one gets. */
    long end() {
        return first + entries.size();
    }

    /** The number of the oldest that is still there. */
    long first() {
        return first;
    }

    Entry get(long number) {
        return entries.get(Math.toIntExact(number - first));
    }

    /** Drops what is older than this; not for every single one, as that moves all others. */
    void trim(long before) {
        int older = (int) Math.max(0, before - first);
        if (older > entries.size() / 2 || older > 100_000) {
            entries.subList(0, older).clear();
            first += older;
        }
    }

    /**
     * A message in its place.
     *
     * @param number in its part; negative if it was replayed to one group
     */
    record Entry(long number, Envelope envelope, Instant publishedAt) {}

    /** What one group gets again. */
    static final class Replays {

        private final Deque<Entry> entries = new ArrayDeque<>();
        private long last;

        Entry add(Envelope envelope) {
            Entry entry = new Entry(--last, envelope, Instant.now());
            entries.add(entry);
            return entry;
        }

        Iterator<Entry> iterator() {
            return entries.iterator();
        }

        void remove(Entry entry) {
            entries.remove(entry);
        }

        int size() {
            return entries.size();
        }
    }
}
