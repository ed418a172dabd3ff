// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.List;

/**
 * Where events were stored.
 *
 * @param versions for each write of the append, in its order, the version of its last event
 * @param firstPosition the smallest position
 * @param lastPosition the largest position: wait for it to read your own writes
 */
public record AppendResult(List<Long> versions, long firstPosition, long lastPosition) {
    public AppendResult {
        versions = List.copyOf(versions);
    }

    /** The version of the stream after an append to one stream: what to expect next time. */
    public long version() {
        if (versions.size() != 1) {
            throw new IllegalStateException("The append wrote " + versions.size() + " streams; ask for versions()");
        }
        return versions.get(0);
    }
}
