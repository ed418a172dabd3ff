// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

/** What a subscription is doing in this process. */
public enum RunState {
    /** It has not got its partitions yet. */
    STARTING,
    /** There are events to handle that were there before. */
    CATCHING_UP,
    /** It waits for new events. */
    LIVE,
    /** Somebody wants it to rest. */
    PAUSED,
    /** Something that it needs is out of reach. */
    WAITING_TO_RETRY,
    /** It was stopped in this process. */
    STOPPED,
    /** It cannot go on until somebody has decided; the reason says what. */
    FAILED
}
