// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Operations that know in which trace they were submitted. */
record TracedOperations(OperationStore operations, Set<String> baggage) implements OperationStore {

    @Override
    public long submit(NewOperation operation) {
        if (!TraceContext.isActive()) {
            return operations.submit(operation);
        }
        NewOperation.Options options = operation.options();
        return operations.submit(operation.with(
                options.withMetadata(new TraceContext(Context.current(), baggage).into(options.metadata()))));
    }

    @Override
    public boolean signal(long id, String name, Payload payload) {
        return operations.signal(id, name, payload);
    }

    @Override
    public Optional<OperationHistory> find(long id) {
        return operations.find(id);
    }

    @Override
    public List<Operation> list(Filter filter, int limit) {
        return operations.list(filter, limit);
    }

    @Override
    public void decide(long id, OperationDecision decision, String by, String why) {
        operations.decide(id, decision, by, why);
    }

    @Override
    public long purge(Instant before) {
        return operations.purge(before);
    }

    @Override
    public List<Count> counts(Set<OperationState> states) {
        return operations.counts(states);
    }

    @Override
    public OperationQueue queue() {
        return operations.queue();
    }

    @Override
    public OperationStore forTenant(String tenant) {
        return new TracedOperations(operations.forTenant(tenant), baggage);
    }
}
