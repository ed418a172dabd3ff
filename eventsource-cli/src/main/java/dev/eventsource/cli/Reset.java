// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionInUseException;
import dev.eventsource.subscription.Start;

/** Sends a subscription to another place in the log. */
record Reset(Start to, boolean force) {

    /** Does it, and says what was done. */
    String of(SubscriptionName subscription, Storage storage) {
        SubscriptionId id = subscription.in(storage).id();
        try {
            Checkpoint checkpoint = to.resolve(storage.events());
            storage.checkpoints().reset(id, checkpoint, force);
            return id + " goes on behind position " + checkpoint.position();
        } catch (SubscriptionInUseException e) {
            throw new Failure(e.getMessage() + ", or use --force", e);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
