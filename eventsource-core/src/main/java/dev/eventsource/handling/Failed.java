// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

/**
 * What could not be handled, and why.
 *
 * @param thing what was handed to the handler
 * @param error of the last attempt, with those of earlier ones suppressed in it
 * @param attempts how many there were, at least 1
 */
public record Failed<T>(T thing, Throwable error, int attempts) {
    public Failed {
        if (attempts < 1) {
            throw new IllegalArgumentException("What has failed was tried at least once, not " + attempts + " times");
        }
    }
}
