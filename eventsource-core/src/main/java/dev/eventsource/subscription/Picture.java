// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Division;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is stored of subscriptions, looked at once for all of them: three statements, however many there are.
 *
 * @param letters whether there are open dead letters of any
 */
record Picture(
        Map<SubscriptionId, SubscriptionState> states, Map<SubscriptionId, Division> divisions, boolean letters) {

    /** Of these, which must have been registered before. */
    static Picture of(Storage storage, Collection<SubscriptionId> wanted) {
        boolean letters = storage.deadLetters().count(Filter.OPEN).letters() > 0;
        if (wanted.size() == 1) {
            // Others may have many, with long queries.
            SubscriptionId id = wanted.iterator().next();
            return new Picture(
                    byId(storage.checkpoints().find(id).stream().toList()),
                    Map.of(id, storage.leases().division(id)),
                    letters);
        }
        return new Picture(byId(storage.checkpoints().all()), storage.leases().divisions(), letters);
    }

    private static Map<SubscriptionId, SubscriptionState> byId(List<SubscriptionState> states) {
        return states.stream().collect(Collectors.toMap(SubscriptionState::id, Function.identity()));
    }

    Optional<SubscriptionState> state(SubscriptionId id) {
        return Optional.ofNullable(states.get(id));
    }

    Division division(SubscriptionId id) {
        return divisions.getOrDefault(id, new Division(List.of(), Map.of()));
    }
}
