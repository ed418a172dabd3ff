// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.DB_OPERATION;
import static dev.eventsource.otel.Conventions.DB_SYSTEM;

import dev.eventsource.store.EventStore;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.View;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Set;

/**
 * How what is done with a storage is seen.
 *
 * @param system what the database is called
 * @param tenant whose view it is; "" if it is no tenant's
 * @param baggage the entries of baggage that events keep
 */
record Database(
        Tracer tracer, StorageMetrics metrics, String system, SpanKind kind, String tenant, Set<String> baggage) {

    static Database of(Storage storage, Tracer tracer, StorageMetrics metrics, Set<String> baggage) {
        return new Database(
                tracer,
                metrics,
                Systems.database(storage),
                Systems.kind(storage),
                View.of(storage).tenant(),
                baggage);
    }

    Database forTenant(String tenant) {
        return new Database(tracer, metrics, system, kind, tenant, baggage);
    }

    /** A view of the storage is of the same kind as the storage. */
    Storage wrap(Storage storage) {
        return Jdbc.wraps(storage) ? Jdbc.wrap(storage, this) : new TracedStorage(storage, this);
    }

    EventStore wrap(EventStore events) {
        return new TracedEvents(events, this);
    }

    OperationStore wrap(OperationStore operations) {
        return new TracedOperations(operations, baggage);
    }

    /** @param category of the streams, if they have one in common; else "" */
    Observed append(String category, int events) {
        return begin("append", category, (span, failure, seconds) -> {
            metrics.appended(system, events, failure, seconds);
            if (failure != null) {
                Observed.fail(span, failure);
            }
        });
    }

    Observed read(String operation, String category) {
        return begin(operation, category, (span, failure, seconds) -> {
            metrics.read(system, operation, failure, seconds);
            if (failure != null) {
                Observed.fail(span, failure);
            }
        });
    }

    void found(String operation, int events) {
        metrics.found(system, operation, events);
    }

    private Observed begin(String operation, String category, Observed.Ending ending) {
        Span span = tracer.spanBuilder(category.isEmpty() ? operation : operation + " " + category)
                .setSpanKind(kind)
                .setAttribute(DB_SYSTEM, system)
                .setAttribute(DB_OPERATION, operation)
                .startSpan();
        if (!category.isEmpty()) {
            span.setAttribute(Conventions.CATEGORY, category);
        }
        if (!tenant.isEmpty()) {
            span.setAttribute(Conventions.TENANT, tenant);
        }
        return new Observed(Context.current().with(span), ending);
    }
}
