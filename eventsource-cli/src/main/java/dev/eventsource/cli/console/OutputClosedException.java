// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.io.IOException;

/** Whoever read the output has gone, like {@code head} after its ten lines: time to end, quietly. */
public final class OutputClosedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutputClosedException(IOException cause) {
        super(cause);
    }
}
