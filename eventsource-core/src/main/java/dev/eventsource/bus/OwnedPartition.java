// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

/**
 * What an {@link Inbox} needs of the broker: the part of a group that this member owns. Called on the inbox's thread only.
 * What throws is tried again after a second, as long as the part is owned.
 */
public interface OwnedPartition {

    /** Is it still this member's? Asked before every attempt: a quick answer from memory, by a clock if need be. */
    boolean isOwned();

    /** What the last owner noted; "" if nobody did. Asked once, first. */
    String note() throws Exception;

    /** Keeps the note, up to some kilobytes of text, for the next owner; returns when it is stored. */
    void note(String note) throws Exception;

    /** The message needs no more delivery to this group. May be acknowledged later, with others; order is arbitrary. */
    void done(Arrival arrival) throws Exception;

    /** Nothing more can be done at the moment: what was done and is not acknowledged is to be so now. */
    default void settle() throws Exception {}

    /** Puts it into the group's dead letters; returns when it is stored. {@link #done} follows. */
    void bury(Arrival arrival, DeadMessage letter) throws Exception;

    /** There is room for more messages, or the inbox has come to rest. May be called from other threads. */
    void roomAgain();
}
