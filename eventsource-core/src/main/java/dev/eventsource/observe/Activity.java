// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

import dev.eventsource.event.RecordedEvent;
import java.util.List;

/**
 * Something that takes a while.
 *
 * @param name of whose kind it is: a category, a name of decisions, a subscription
 * @param tenant whose it is; "" if it is nobody's
 * @param events what it is done with; none if that is not known before
 */
public record Activity(Kind kind, String name, String tenant, List<RecordedEvent> events) {

    /** What is not done with events that are known. */
    public Activity(Kind kind, String name, String tenant) {
        this(kind, name, tenant, List.of());
    }

    /** What it is. */
    public enum Kind {
        /** An aggregate is built from its events. */
        LOAD,
        /** A command is decided on, and what has happened is appended, if need be several times. */
        EXECUTE,
        /** A subscription reads a page of the log. */
        PAGE,
        /** A subscription hands events to its handler, with all that belongs to the same transaction. */
        HANDLE,
        /** The same, and the handler is a projection. */
        PROJECT,
        /** The same, and the handler publishes. */
        RELAY
    }
}
