// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.List;

/** Sends messages to where others get them. Thread-safe. */
@FunctionalInterface
public interface Publisher {

    /**
     * Returns when all of it is stored where it cannot be lost by the crash of one process; messages with the same key
     * in the order of the list, and behind what was published before by the same publisher. A thread that publishes
     * waits for that; those that publish at the same time do not wait for each other.
     *
     * @param topic what it is about: see {@link Names}
     * @param messages any number; none is fine
     * @throws PublishException if some of it may not be there: it says which. Publish those again; who has had them
     *     already knows them by their ids
     * @throws IllegalArgumentException if a name or a message cannot be sent at all; then nothing is
     */
    void publish(String topic, List<Message> messages);
}
