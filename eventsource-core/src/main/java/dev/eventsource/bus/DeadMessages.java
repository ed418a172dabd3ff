// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.List;

/** What one group could not handle. Nobody but this group is touched by anything done here. */
public interface DeadMessages {

    /** As many can be listed at once. */
    int MAX_LIMIT = 10_000;

    /** The oldest, in the order in which they were given up; at most so many, 1 to 10,000. */
    List<DeadMessage> list(int limit);

    /**
     * Hands a message to the group again, behind what waits for it, with its attempts counted from the start, and takes
     * it out of the dead letters afterwards; whether it was there.
     *
     * @param id of the letter
     */
    boolean replay(String id);

    /** Forgets a message for good; whether it was there. */
    boolean discard(String id);

    /** For those who write a bus: refuses a limit that is none. */
    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("The limit is 1 to 10,000, not " + limit);
        }
    }
}
