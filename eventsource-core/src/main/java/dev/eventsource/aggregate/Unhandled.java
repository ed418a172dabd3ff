// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

/** What becomes of an event for which a {@link DeclarativeAggregate} has no method. */
public enum Unhandled {
    /** It is an error: every event must have one. When the aggregate's repository is made, not only when one comes. */
    FAIL,
    /** It changes nothing, and the log says so once for each type. */
    WARN,
    /** It changes nothing. */
    IGNORE
}
