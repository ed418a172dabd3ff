package dev.eventsource.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often what is not done was tried, noted at the broker, so that it outlives this member.
 *
 * <p>A message is noted before its second attempt and every later one, and before its first if the last owner may have
 * died of it: that can be one of those only that he may have held, the first that come. So a message that kills its
 * process is handled once more than allowed at the most, and messages that merely were in the same hands are not blamed.
 */
final class Attempts {

    /** As much as every broker keeps: some thousand characters. */
    private static final int MAX_NOTED = 60;

    private final OwnedPartition partition;
    private final Map<String, Integer> known = new LinkedHashMap<>();
    private int doubtful;
    private boolean loaded;

    Attempts(OwnedPartition partition, int inFlight) {
        this.partition = partition;
        this.doubtful = inFlight;
    }

    void load() throws Exception {
        if (loaded) {
            return;
        }
        for (String entry : partition.note().split("\n", -1)) {
            int space = entry.indexOf(' ');
            if (space > 0) {
                known.put(entry.substring(space + 1), Integer.parseInt(entry.substring(0, space)));
            }
        }
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

    /** It has failed; the next one is noted when it begins. */
    void failed(Arrival arrival, int attempt) {
        known.put(arrival.id(), attempt);
    }

    /** It was no attempt after all: there was an outage, or the thread was to end. */
    void takeBack(Arrival arrival, int attempt) throws Exception {
        if (known.containsKey(arrival.id())) {
            known.put(arrival.id(), attempt - 1);
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

    private void store() throws Exception {
        int passed = Math.max(0, known.size() - MAX_NOTED);
        partition.note(known.entrySet().stream()
                .skip(passed)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining("\n")));
    }
}
