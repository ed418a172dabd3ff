// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.Envelope;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a group has had of one part of a topic, and who owns it now. Guarded by the broker's lock. */
final class BusPart {

    private final BusLog log;
    private final Set<Long> done = new HashSet<>();
    private final BusLog.Replays replays = new BusLog.Replays();
    private final Set<Long> handedOut = new HashSet<>();
    private long low;
    private long next;
    private String note = "";
    private @Nullable Object owner;

    BusPart(BusLog log, long start) {
        this.log = log;
        this.low = start;
        this.next = start;
    }

    /** Everything before it is done. */
    long low() {
        return low;
    }

    long backlog() {
        return log.end() - low - done.size() + replays.size();
    }

    Optional<Instant> waitingSince() {
        return low < log.end() ? Optional.of(log.get(low).publishedAt()) : Optional.empty();
    }

    boolean isFree() {
        return owner == null;
    }

    boolean isOwnedBy(Object somebody) {
        return owner == somebody;
    }

    /** What was handed out to the last owner and is not done is handed out again. */
    void own(@Nullable Object somebody) {
        owner = somebody;
        next = low;
        handedOut.clear();
    }

    /** The next one for its owner. */
    BusLog.@Nullable Entry next() {
        while (next < log.end() && done.contains(next)) {
            next++;
        }
        if (next < log.end()) {
            return log.get(next++);
        }
        for (Iterator<BusLog.Entry> again = replays.iterator(); again.hasNext(); ) {
            BusLog.Entry entry = again.next();
            if (handedOut.add(entry.number())) {
                return entry;
            }
        }
        return null;
    }

    void done(BusLog.Entry entry) {
        if (entry.number() < 0) {
            replays.remove(entry);
            return;
        }
        done.add(entry.number());
        while (done.remove(low)) {
            low++;
        }
    }

    void replay(Envelope envelope) {
        replays.add(envelope);
    }

    String note() {
        return note;
    }

    void note(String text) {
        note = text;
    }
}
