// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

/** Whoever should take a message has refused it for what it is: the same message will be refused again. */
public final class RefusedForGoodException extends RefusedException {

    private static final long serialVersionUID = 1;

    /** @param message says who refused, and with what answer */
    public RefusedForGoodException(String message) {
        super(message, null);
    }
}
