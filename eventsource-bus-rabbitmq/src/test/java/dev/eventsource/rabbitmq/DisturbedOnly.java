// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import dev.eventsource.tck.EventBusContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs what the network and the broker do, and no other suite. */
final class DisturbedOnly implements ExecutionCondition {

    private static final Set<String> SUITES = Set.of("Disturbed");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == EventBusContract.class)
                .filter(suite -> !SUITES.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("run with the shared broker"))
                .orElse(ConditionEvaluationResult.enabled("of this one"));
    }
}
