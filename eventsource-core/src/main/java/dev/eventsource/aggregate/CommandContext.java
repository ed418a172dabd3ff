// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventIds;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.util.Optional;
import java.util.UUID;

/**
 * What goes with a command beside its content.
 *
 * @param id makes the command idempotent: given again, it changes nothing and has the first result
 * @param metadata goes with each of its events. The causation id is the command's, unless there is another
 */
public record CommandContext(Optional<UUID> id, Metadata metadata) {

    /** Nothing. */
    public static final CommandContext NONE = new CommandContext(Optional.empty(), Metadata.none());

    public CommandContext {
        if (id.isPresent() && metadata.causationId().isEmpty()) {
            metadata = metadata.withCausationId(id.get().toString());
        }
    }

    /** A command with this id. */
    public static CommandContext of(UUID commandId) {
        return NONE.withId(commandId);
    }

    /** The same with this id, which makes the command idempotent. */
    public CommandContext withId(UUID commandId) {
        return new CommandContext(Optional.of(commandId), metadata);
    }

    /** The same with exactly this metadata. */
    public CommandContext withMetadata(Metadata metadata) {
        return new CommandContext(id, metadata);
    }

    /** Given by this user or system. */
    public CommandContext by(String actor) {
        return withMetadata(metadata.withActor(actor));
    }

    /** In the course of this. */
    public CommandContext correlatedBy(String correlationId) {
        return withMetadata(metadata.withCorrelationId(correlationId));
    }

    /** The id of the command's n-th event, from 0, if the command has one. */
    Optional<UUID> eventId(StreamId first, long ordinal) {
        return id.map(command -> EventIds.derived(first, "command " + command + " " + ordinal));
    }

    /** Is it the command's n-th event? */
    boolean isOf(StreamId first, RecordedEvent recorded, long ordinal) {
        return eventId(first, ordinal).stream().anyMatch(recorded.event().id()::equals);
    }
}
