// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.AppendCondition.NothingMatches;

/** An event that the writer did not know of matches the condition's query. Load again, decide again, append again. */
public final class ConditionFailedException extends ConflictException {

    private static final long serialVersionUID = 1;

    private final transient NothingMatches condition;
    private final long position;

    /** @param position of an event that matches */
    public ConditionFailedException(NothingMatches condition, long position) {
        super("Expected that nothing after position " + condition.afterPosition()
                + " matches the query, but the event at position " + position + " does");
        this.condition = condition;
        this.position = position;
    }

    /** What the writer had demanded. */
    public NothingMatches condition() {
        return condition;
    }

    /** Where an event lies that matches. */
    public long position() {
        return position;
    }
}
