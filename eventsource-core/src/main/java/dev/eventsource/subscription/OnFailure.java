// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

/** What becomes of an event when all attempts to handle it have failed. */
public enum OnFailure {
    /** It becomes a dead letter, and later events of its sequence wait behind it; all others go on. */
    PARK,
    /** It is recorded as skipped, and its sequence goes on. */
    SKIP,
    /** The subscription stops in this process and says why; who takes its partitions over or starts it again begins with the event. */
    STOP
}
