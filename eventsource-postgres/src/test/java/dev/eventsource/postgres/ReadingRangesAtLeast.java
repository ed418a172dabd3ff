// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import dev.eventsource.tck.EventLogContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves out what ranges have least to do with; with {@code eventsource.ranges=all} it is run too. */
final class ReadingRangesAtLeast implements ExecutionCondition {

    private static final boolean ALL = "all".equals(System.getProperty("eventsource.ranges"));
    private static final Set<String> LEFT_OUT =
            Set.of("HostileInput", "Modelled", "Batches", "Lifecycle", "WakingUp", "Retrying", "OwnRows");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == EventLogContract.class)
                .filter(suite -> !ALL && LEFT_OUT.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("has little to do with ranges"))
                .orElse(ConditionEvaluationResult.enabled("reads them"));
    }
}
