// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

/** Ends an attempt that waits for a signal. No failure, and nothing for a handler to catch: so it is an error. */
final class Suspended extends Error {

    private static final long serialVersionUID = 1;

    Suspended(String signal) {
        super("This attempt ends here: it goes on when the signal '" + signal + "' comes", null, false, false);
    }
}
