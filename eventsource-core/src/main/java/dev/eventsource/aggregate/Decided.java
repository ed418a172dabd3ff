// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.aggregate;

import java.util.List;

/**
 * What a command has led to, across streams.
 *
 * @param state that the next decision would rest on, if nobody else does anything
 * @param events what has happened; empty if nothing had to
 * @param position of the last of these events: wait for it to read your own writes; 0 if there is none
 */
public record Decided<S>(S state, List<Object> events, long position) {
    public Decided {
        events = List.copyOf(events);
    }
}
