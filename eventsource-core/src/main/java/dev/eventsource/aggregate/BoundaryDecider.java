// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;

/**
 * A {@link Decider} whose decisions rest on events of several streams, usually found by tags: how many seats of a course
 * are taken, and how many courses a student takes.
 */
public interface BoundaryDecider<C, S, E> extends Decider<C, S, E> {

    /**
     * Which events the decision on this command rests on, of this decider's types: as few as the rule allows. Nothing that
     * it finds is added between decision and append.
     */
    EventQuery boundary(C command);

    /** Where an event is stored. */
    StreamId stream(E event);
}
