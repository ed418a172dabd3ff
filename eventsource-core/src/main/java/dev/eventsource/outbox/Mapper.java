// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.Message;
import java.util.Optional;

/** Makes a message of what stands in an outbox. */
@FunctionalInterface
public interface Mapper {

    /**
     * The message. Called again for the same item it must give the same id: then consumers notice what comes twice.
     *
     * @return empty if it is not to be published; it counts as done then
     * @throws IllegalArgumentException if it can never become one; {@link dev.eventsource.bus.MalformedMessageException}
     *     means the same
     */
    Optional<Message> map(Item item);
}
