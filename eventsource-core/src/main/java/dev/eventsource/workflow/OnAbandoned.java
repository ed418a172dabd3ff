// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

/** What becomes of an operation whose worker died, was stopped, or took too long, while its handler was running. */
public enum OnAbandoned {
    /** Another attempt is made: right where a second one does no harm, as the provider knows the operation's reference. */
    RETRY,
    /** It is held until a person has found out what the attempt has done. */
    HOLD
}
