// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import org.jspecify.annotations.Nullable;

/** A command cannot do what was asked; the message is the one sentence that the user gets to see. */
public class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
