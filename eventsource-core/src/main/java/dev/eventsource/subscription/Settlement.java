// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;

/** Settles what is fixed of a subscription before its first event: where it starts, its query, its partitions. */
record Settlement(Storage storage) {

    /**
     * Registers it if it is new.
     *
     * @throws IllegalArgumentException if it is known with another query or number of partitions
     */
    void of(Subscription subscription) {
        SubscriptionId id = subscription.id();
        String query = QueryText.of(subscription.query());
        int partitions = subscription.options().partitioning().partitions();
        SubscriptionState state = storage.checkpoints().find(id).orElseGet(() -> {
            Checkpoint start = subscription.options().start().resolve(storage.events());
            return storage.checkpoints().register(id, partitions, query, start);
        });
        if (state.partitions().size() != partitions) {
            throw new IllegalArgumentException(id + " has " + state.partitions().size() + " partitions, and now "
                    + partitions + " are wanted; that takes a new version");
        }
        if (!state.query().equals(query)) {
            throw new IllegalArgumentException(
                    id + " asks for " + state.query() + ", and now for " + query + "; that takes a new version");
        }
    }
}
