// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/** Refuses arguments of reads that make no sense, with the same words on every backend. */
public final class ReadArguments {

    private ReadArguments() {}

    /**
     * Checks where a read begins and how much it wants.
     *
     * @param place a version or position to begin at
     * @throws IllegalArgumentException if the place is negative, or the limit not within 1 to {@link EventStore#MAX_LIMIT}
     */
    public static void check(long place, int limit) {
        if (place < 0) {
            throw new IllegalArgumentException("Positions and versions are 0 or more, not " + place);
        }
        if (limit < 1 || limit > EventStore.MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "The limit of a read is 1 to " + EventStore.MAX_LIMIT + ", not " + limit);
        }
    }
}
