// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.observe.PoolUse;
import dev.eventsource.store.Storage;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.TracerProvider;
import java.util.Optional;
import java.util.Set;

/** A storage with a pool. */
final class Pooled extends TracedStorage {

    private final PoolUse use;

    Pooled(PoolUse use) {
        this(new InMemoryStorage(), use);
    }

    private Pooled(Storage storage, PoolUse use) {
        super(
                storage,
                Database.of(
                        storage,
                        TracerProvider.noop().get(""),
                        new StorageMetrics(MeterProvider.noop().get("")),
                        Set.of()));
        this.use = use;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == PoolUse.class ? Optional.of(type.cast(use)) : super.unwrap(type);
    }
}
