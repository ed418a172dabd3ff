// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import org.jspecify.annotations.Nullable;

/** Reads one event after the other, in the file's order, in constant memory. */
public interface SourceReader {

    /**
     * The next event, null behind the last.
     *
     * @throws MalformedInputException if the file is not what it should be
     */
    @Nullable
    SourceEvent next();
}
