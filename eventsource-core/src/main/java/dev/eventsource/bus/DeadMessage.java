// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.Text;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that a group has given up, as it came from the bus.
 *
 * @param id by which it is replayed or discarded: the message's own, or what the bus calls it if it has none
 * @param envelope as it came from the bus, whatever it is
 * @param reason the last error, or what is wrong with it; up to 1,000 characters
 * @param attempts how often handling it was tried; 0 if it could not be read
 */
public record DeadMessage(
        String id, Envelope envelope, String reason, int attempts, Instant firstFailedAt, Instant lastFailedAt) {

    private static final int MAX_REASON = 1_000;

    public DeadMessage {
        reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        reason = reason.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The message; empty if it cannot be read. */
    public Optional<Message> message() {
        try {
            return Optional.of(CloudEvents.message(envelope));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    /** The reason stays out of it: exceptions may quote what they could not handle. */
    @Override
    public String toString() {
        return "DeadMessage[" + Text.excerpt(id) + ", " + attempts + " attempts, last at " + lastFailedAt + "]";
    }
}
