// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.tck.StorageContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs the suites of the log and those that go through {@code atomically}, {@code within} and {@code forTenant}; what is
 * passed through untouched only with {@code eventsource.traced=all}.
 */
final class PassingThroughAtLeast implements ExecutionCondition {

    private static final boolean ALL = "all".equals(System.getProperty("eventsource.traced"));

    /** Of those beside the log. */
    private static final Set<String> SUITES = Set.of(
            "DocumentsInTransactions",
            "DocumentsOfTenants",
            "SubscriptionsOfTenants",
            "KeysOfSubjects",
            "SubmittingOperations",
            "OperationsOfTenants",
            "OperationsWithinTransactions");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == StorageContract.class)
                .filter(suite -> !ALL && !SUITES.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("goes through untouched"))
                .orElse(ConditionEvaluationResult.enabled("is looked at"));
    }
}
