// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.POOL;
import static dev.eventsource.otel.Conventions.POOL_STATE;

import dev.eventsource.event.Registration;
import dev.eventsource.observe.PoolUse;
import dev.eventsource.store.Storage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;

/** The pool behind a storage, by the conventions for pools of database clients, which are in development. */
record PoolGauges(ObservableLongMeasurement count, ObservableLongMeasurement most, ObservableLongMeasurement waiting) {

    static Registration observe(Meter meter, Storage storage) {
        PoolGauges gauges = new PoolGauges(
                number(meter, "db.client.connection.count", "{connection}", "Connections in the pool, by state"),
                number(meter, "db.client.connection.max", "{connection}", "How many connections there may be"),
                number(meter, "db.client.connection.pending_requests", "{request}", "Threads that wait for one"));
        BatchCallback callback = meter.batchCallback(
                () -> storage.unwrap(PoolUse.class).ifPresent(gauges::tell), gauges.count, gauges.most, gauges.waiting);
        return callback::close;
    }

    private void tell(PoolUse use) {
        Attributes pool = Attributes.of(POOL, use.name());
        count.record(use.used(), pool.toBuilder().put(POOL_STATE, "used").build());
        count.record(use.idle(), pool.toBuilder().put(POOL_STATE, "idle").build());
        most.record(use.most(), pool);
        waiting.record(use.waiting(), pool);
    }

    private static ObservableLongMeasurement number(Meter meter, String name, String unit, String description) {
        return meter.upDownCounterBuilder(name)
                .setUnit(unit)
                .setDescription(description)
                .buildObserver();
    }
}
