// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.subscription.Health.Component;
import dev.eventsource.subscription.Health.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Looks at the operations of a storage. */
record OperationCheckup(OperationStore operations, Clock clock) {

    /** The same with what is to be said of operations, if there are any in which something is still to be done. */
    Health addTo(Health health) {
        List<Count> counts = operations.counts(OperationState.OPEN);
        if (counts.isEmpty()) {
            return health;
        }
        List<Component> components = new ArrayList<>(health.components());
        components.add(new Component(
                "operations",
                counts.stream().anyMatch(OperationCheckup::needsSomebody) ? Status.DEGRADED : Status.UP,
                "are " + counts.stream().map(this::words).collect(Collectors.joining(", "))));
        return new Health(components, health.subscriptions(), counts);
    }

    private static boolean needsSomebody(Count count) {
        return count.state() == OperationState.HELD || count.state() == OperationState.FAILED || count.unroutable() > 0;
    }

    /** {@code 3 pending on default (1 unroutable), the oldest for 5 min}. */
    private String words(Count count) {
        return count.operations() + " " + count.state().name().toLowerCase(Locale.ROOT) + " on " + count.channel()
                + (count.unroutable() == 0 ? "" : " (" + count.unroutable() + " unroutable)") + ", the oldest for "
                + Lag.words(age(count));
    }

    private Duration age(Count count) {
        Duration age = Duration.between(count.oldest(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }
}
