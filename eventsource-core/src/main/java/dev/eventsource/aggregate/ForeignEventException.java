// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventSourceException;
import dev.eventsource.event.RecordedEvent;

/**
 * A stream has an event that is none of its aggregate's: another program writes to the same category, or the aggregate
 * was told the wrong class of events. Name a class that all events of the stream are of, or choose another category.
 */
public final class ForeignEventException extends EventSourceException {

    private static final long serialVersionUID = 1;

    ForeignEventException(RecordedEvent recorded, Object event, Class<?> expected) {
        super("Event " + recorded.event().type() + " at position " + recorded.position() + " (stream "
                + recorded.stream() + ", version " + recorded.version() + ") is a "
                + event.getClass().getName() + ", not a " + expected.getName());
    }
}
