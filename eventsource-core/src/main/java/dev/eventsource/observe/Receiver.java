// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.observe;

/**
 * Who gets events.
 *
 * @param topic of the bus they come from; "" if they come from the log
 * @param name of the group, or of the subscription with its version
 */
public record Receiver(String topic, String name) {

    /** A subscription, like {@code mails@1}. */
    public static Receiver subscription(String name) {
        return new Receiver("", name);
    }
}
