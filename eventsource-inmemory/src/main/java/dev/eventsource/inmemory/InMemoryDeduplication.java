// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.Deduplication;
import dev.eventsource.store.SubscriptionArguments;
import dev.eventsource.store.TenantEvents;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** What the consumers of one tenant have handled, in a storage or in a transaction of it. */
final class InMemoryDeduplication implements Deduplication {

    private final Rows rows;
    private final Clock clock;
    private final String tenant;
    private final boolean whole;

    /** Those of all, of which each tenant has its own; what is kept without a view is nobody's. */
    InMemoryDeduplication(Rows rows, Clock clock) {
        this(rows, clock, "", true);
    }

    private InMemoryDeduplication(Rows rows, Clock clock, String tenant, boolean whole) {
        this.rows = rows;
        this.clock = clock;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public boolean remember(String consumer, UUID eventId) {
        Owned<Handled> key = new Owned<>(tenant, new Handled(SubscriptionArguments.consumer(consumer), eventId));
        return rows.writing(contents -> {
            boolean isNew = contents.handled().get(key).isEmpty();
            if (isNew) {
                contents.handled().put(key, clock.instant());
            }
            return isNew;
        });
    }

    @Override
    public long forget(String consumer) {
        SubscriptionArguments.consumer(consumer);
        return removeAll(handled -> handled.consumer.equals(consumer), at -> true);
    }

    @Override
    public long purge(Instant before) {
        return removeAll(handled -> !handled.consumer.startsWith(REPLAY_OF), at -> at.isBefore(before));
    }

    @Override
    public Deduplication forTenant(String other) {
        if (!whole) {
            TenantEvents.checkSame(tenant, other);
        }
        return new InMemoryDeduplication(rows, clock, TenantEvents.checked(other), false);
    }

    private long removeAll(Predicate<Handled> wanted, Predicate<Instant> when) {
        return rows.writing(contents -> {
            var found = contents.handled().rows(key -> key.tenant().equals(tenant) && wanted.test(key.key()));
            found.values().removeIf(when.negate());
            Set<Owned<Handled>> keys = found.keySet();
            keys.forEach(contents.handled()::remove);
            return (long) keys.size();
        });
    }

    /** That a consumer handled an event. */
    record Handled(String consumer, UUID eventId) {}
}
