// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;

/** A stream is not at the version that the writer expected. Load again, decide again, append again. */
public final class VersionConflictException extends ConflictException {

    private static final long serialVersionUID = 1;

    private final transient StreamId stream;
    private final transient ExpectedVersion expected;
    private final long actual;

    /** @param actual the version the stream is at; 0 if there is no stream */
    public VersionConflictException(StreamId stream, ExpectedVersion expected, long actual) {
        super("Stream " + stream + ": expected " + expected + " but it is at version " + actual
                + (actual == 0 ? " (no stream)" : ""));
        this.stream = stream;
        this.expected = expected;
        this.actual = actual;
    }

    /** Which stream it is. */
    public StreamId stream() {
        return stream;
    }

    /** What the writer believed. */
    public ExpectedVersion expected() {
        return expected;
    }

    /** The version the stream is at; 0 if there is no stream. */
    public long actual() {
        return actual;
    }
}
