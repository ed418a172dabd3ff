// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.time.Instant;
import java.util.Optional;

/**
 * How a group is doing, as far as the bus knows.
 *
 * @param members how many are alive
 * @param backlog how many messages it has not handled, those under way included
 * @param deadLetters how many lie in its dead letters
 * @param waitingSince when the oldest message that it has not handled was published; empty if there is none or the bus
 *     cannot say
 */
public record GroupState(String name, int members, long backlog, long deadLetters, Optional<Instant> waitingSince) {

    /** Does something pile up that nobody takes? */
    public boolean isAbandoned() {
        return members == 0 && backlog > 0;
    }
}
