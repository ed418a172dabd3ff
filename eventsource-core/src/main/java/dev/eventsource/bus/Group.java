// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.EventQuery;

/**
 * Those who share the messages of a topic: each message reaches one member of every group. Immutable.
 *
 * @param name see {@link Names}
 * @param start where it begins if it is new; a group that exists goes on where it is
 * @param query what its members want; the rest counts as handled
 */
public record Group(String name, Start start, EventQuery query) {

    public Group {
        Names.group(name);
    }

    /** A group that gets everything published from its creation on. */
    public static Group named(String name) {
        return new Group(name, Start.END, EventQuery.all());
    }

    /** The same, beginning with the oldest message that the bus still has. */
    public Group fromBeginning() {
        return new Group(name, Start.BEGINNING, query);
    }

    /** The same, beginning with what is published from its creation on. */
    public Group fromEnd() {
        return new Group(name, Start.END, query);
    }

    /** The same for these events only. */
    public Group only(EventQuery wanted) {
        return new Group(name, start, wanted);
    }

    /** Where a new group begins. */
    public enum Start {
        /** The oldest message that the bus still has; not every bus keeps what everybody has had. */
        BEGINNING,
        /** What is published after the group was created. */
        END
    }
}
