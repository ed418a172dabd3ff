// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationHistory;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is kept of operations, or a draft of it. Not thread-safe. */
final class OperationTables {

    private final Table<Long, OperationHistory> histories;
    private final Table<Long, Instant> leases;
    private long changes;

    OperationTables() {
        this(new Table<>(), new Table<>());
    }

    private OperationTables(Table<Long, OperationHistory> histories, Table<Long, Instant> leases) {
        this.histories = histories;
        this.leases = leases;
    }

    OperationTables draft() {
        return new OperationTables(histories.draft(), leases.draft());
    }

    void add(OperationTables draft) {
        histories.add(draft.histories);
        leases.add(draft.leases);
        changes += draft.changes;
    }

    /** Grows when there may be something to do for somebody else. */
    long changes() {
        return changes;
    }

    void raiseChanges() {
        changes++;
    }

    Optional<OperationHistory> find(long id) {
        return histories.get(id);
    }

    void put(OperationHistory history) {
        histories.put(history.operation().id(), history);
    }

    void put(Operation operation) {
        OperationHistory before = find(operation.id()).orElseThrow();
        put(new OperationHistory(operation, before.attempts(), before.steps(), before.signals(), before.decisions()));
    }

    void remove(long id) {
        histories.remove(id);
        leases.remove(id);
    }

    /** Operations by id. */
    Stream<Operation> all() {
        return histories.rows(any -> true).values().stream()
                .map(OperationHistory::operation)
                .sorted(Comparator.comparingLong(Operation::id));
    }

    Stream<Operation> all(Predicate<Operation> wanted) {
        return all().filter(wanted);
    }

    void lease(long id, Instant until) {
        leases.put(id, until);
    }

    Instant leasedUntil(long id) {
        return leases.get(id).orElse(Instant.MIN);
    }

    Map<Long, Instant> leases() {
        return leases.rows(any -> true);
    }
}
