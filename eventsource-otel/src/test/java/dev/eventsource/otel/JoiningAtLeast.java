// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.tck.EventLogContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs what a storage on JDBC has more of than one in memory, transactions with rows of one's own; with {@code
 * eventsource.traced=all} the rest of the log's suites too.
 */
final class JoiningAtLeast implements ExecutionCondition {

    private static final boolean ALL = "all".equals(System.getProperty("eventsource.traced"));
    private static final Set<String> SUITES =
            Set.of("Appending", "Transactions", "TransactionsMisused", "OwnRows", "Tenants", "WakingUp");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == EventLogContract.class)
                .filter(suite -> !ALL && !SUITES.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("run on a storage in memory"))
                .orElse(ConditionEvaluationResult.enabled("joins transactions"));
    }
}
