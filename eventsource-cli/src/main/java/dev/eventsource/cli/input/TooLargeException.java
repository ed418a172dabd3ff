// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.input;

import java.io.IOException;

/** A file demands more than the limits allow; the message says which and how to raise it. */
final class TooLargeException extends IOException {

    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
        super(message);
    }
}
