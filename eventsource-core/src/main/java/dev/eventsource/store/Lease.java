// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

/**
 * The right of one process to work on one partition of a subscription.
 *
 * @param partition from 0
 * @param token grows whenever the partition changes hands or is reset: what comes with an older one is refused
 */
public record Lease(SubscriptionId subscription, int partition, long token) {

    /** {@code outcomes@2/5, token 17}. */
    @Override
    public String toString() {
        return subscription + "/" + partition + ", token " + token;
    }
}
