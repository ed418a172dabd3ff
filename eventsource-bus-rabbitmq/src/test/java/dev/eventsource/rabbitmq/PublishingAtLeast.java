// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import dev.eventsource.tck.EventBusContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs what depends on how messages come into the queues, and with {@code eventsource.exchanges=all} the rest of the
 * contract too.
 */
final class PublishingAtLeast implements ExecutionCondition {

    private static final boolean ALL = "all".equals(System.getProperty("eventsource.exchanges"));
    private static final Set<String> SUITES = Set.of("Publishing");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == EventBusContract.class)
                .filter(suite -> !ALL && !SUITES.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("run with the topic exchange"))
                .orElse(ConditionEvaluationResult.enabled("of this one"));
    }
}
