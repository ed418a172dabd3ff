// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import java.util.List;
import java.util.Optional;

/**
 * Carries events to other processes: every message to every group of its topic, at least once; within a group to one of
 * its members at a time, messages with the same key in order. Each object is one member. Thread-safe.
 *
 * <p>A handler that throws gets its message again, as {@link BusOptions#retry} says; meanwhile later ones with the same
 * key wait and others go on. Attempts are counted over all members and survive their crash. After the last one the
 * message goes to the group's {@link #deadLetters}, and later ones of its key go on; or it stays, and they wait, if
 * {@link BusOptions#exhausted} says so. No other group notices any of it. What is no message of ours, or is malformed,
 * goes to the dead letters with the reason.
 */
public interface EventBus extends Publisher, AutoCloseable {

    /**
     * Joins the group, which is created if it is new; the handler is called on threads of the bus until the
     * registration or the bus is closed. Closing waits for what is being handled, up to {@link BusOptions#drain}, and then
     * interrupts it; what was not handled is the next member's, also what a handler goes on with although it was
     * interrupted.
     *
     * @throws IllegalStateException if this bus is a member of the group already: open another bus for another member
     * @throws IllegalArgumentException if the bus cannot do what is wanted, like beginning with messages it has not kept
     * @throws BusException if the bus is out of reach or refuses
     */
    Registration subscribe(String topic, Group group, Handler<Message> handler);

    /**
     * Creates the group, and the topic if it is new, so that messages wait for it from now on. Does nothing if it exists.
     *
     * @throws BusException if the bus is out of reach or refuses
     */
    void create(String topic, Group group);

    /**
     * Deletes the group with all that waits for it and its dead letters; whether there was one.
     *
     * @throws IllegalStateException if it has a living member
     */
    boolean delete(String topic, String group);

    /** The groups of the topic, by name; none if there is no such topic. */
    List<GroupState> groups(String topic);

    /** What a group could not handle. */
    DeadMessages deadLetters(String topic, String group);

    /** Why the bus does not work at the moment, without secrets; empty if it does. Never throws; takes at most the time-out. */
    Optional<String> trouble();

    /** Leaves all groups and ends all connections of this object; closing twice is harmless. */
    @Override
    void close();
}
