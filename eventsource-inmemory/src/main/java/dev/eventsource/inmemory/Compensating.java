// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Step;
import java.util.ArrayList;
import java.util.List;

/** What makes up for the steps of an operation that has failed for good or was cancelled. */
final class Compensating {

    private Compensating() {}

    /** Submits it, the last step's first. */
    static void of(InMemoryOperations operations, OperationTables tables, long id) {
        OperationHistory history = tables.find(id).orElseThrow();
        Operation operation = history.operation();
        List<Step> steps = new ArrayList<>(history.steps());
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step.compensation().isPresent() && !step.compensated()) {
                NewOperation compensation =
                        operation.compensation(step.compensation().get());
                operations.submit(tables, compensation, operation.tenant());
                steps.set(i, new Step(step.name(), step.result(), step.compensation(), true, step.recordedAt()));
            }
        }
        tables.put(new OperationHistory(operation, history.attempts(), steps, history.signals(), history.decisions()));
    }
}
