// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

/**
 * A subject was forgotten: its personal data can no longer be read. Handle it to remove what is derived from it.
 *
 * @param subject its id
 */
@EventType(SubjectForgotten.TYPE)
public record SubjectForgotten(String subject) {

    /** The name under which it is stored. */
    public static final String TYPE = "SubjectForgotten";
}
