// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often what is not done was tried, noted at the broker, so that it outlives this member.
 *
 * <p>How it works: whoever begins with a part leaves a mark in its note, and takes it back when it ends in good order. Who
 * finds the mark knows that the last owner may have died of a message, one of the first that come, as it held no more:
 * these are noted before their first attempt. All others are noted when an attempt has failed, and before every later
 * one. So a message that kills its process is handled once more than allowed at the most, and messages that merely were in
 * the same hands are not blamed.
 */
final class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private static final String MARK = "*";

    /** As much as every broker keeps: some thousand characters. */
    private static final int MAX_NOTED = 60;

    private final OwnedPartition partition;
    private final int inFlight;
    private final Map<String, Integer> known = new LinkedHashMap<>();
    private int doubtful;
    private boolean loaded;

    Attempts(OwnedPartition partition, int inFlight) {
        this.partition = partition;
        this.inFlight = inFlight;
    }

    void load() throws Exception {
        if (loaded) {
            return;
        }
        for (String entry : partition.note().split("\n", -1)) {
            int space = entry.indexOf(' ');
            if (space > 0) {
                known.put(entry.substring(space + 1), Integer.parseInt(entry.substring(0, space)));
            } else if (entry.equals(MARK)) {
                doubtful = inFlight;
            }
        }
        store();
        loaded = true;
    }

    int of(Arrival arrival) {
        return known.getOrDefault(arrival.id(), 0);
    }

    /** One begins; it is stored before it does where that matters. */
    void begin(Arrival arrival, int attempt) throws Exception {
        if (doubtful > 0 || attempt > 1) {
            Integer before = known.put(arrival.id(), attempt);
            try {
                store();
            } catch (Exception e) {
                // It has not begun: a broker that is out of reach uses up no attempts.
                if (before == null) {
                    known.remove(arrival.id());
                } else {
                    known.put(arrival.id(), before);
                }
                throw e;
            }
            doubtful = Math.max(0, doubtful - 1);
        }
    }

    /** It has failed, and there will be another one. */
    void failed(Arrival arrival, int attempt) throws InterruptedException {
        Integer noted = known.put(arrival.id(), attempt);
        if (noted == null || noted != attempt) {
            try {
                store();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                log.debug("A failure will be noted when the next attempt begins", e);
            }
        }
    }

    /** It was no attempt after all, as the thread is to end: that is noted by {@link #end}. */
    void takeBack(Arrival arrival, int attempt) {
        known.computeIfPresent(arrival.id(), (id, noted) -> attempt - 1);
    }

    /** It was no attempt after all, as there was an outage. */
    void takeBackNow(Arrival arrival, int attempt) throws Exception {
        if (known.containsKey(arrival.id())) {
            takeBack(arrival, attempt);
            store();
        }
    }

    /** It is done with; what is noted of it goes with the next note. */
    void forget(Arrival arrival) {
        known.remove(arrival.id());
    }

    /** It will come again one day, as new. */
    void forgetNow(Arrival arrival) throws Exception {
        if (known.remove(arrival.id()) != null) {
            store();
        }
    }

    /** Takes the mark back: nothing is under way, and nothing more will be. */
    void end() throws Exception {
        if (loaded) {
            partition.note(entries());
        }
    }

    private void store() throws Exception {
        partition.note(MARK + "\n" + entries());
    }

    private String entries() {
        int passed = Math.max(0, known.size() - MAX_NOTED);
        return known.entrySet().stream()
                .skip(passed)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining("\n"));
    }
}
