package dev.eventsource.rabbitmq;

import dev.eventsource.tck.EventBusContract;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves those suites of the contract out that do not depend on how messages come into the queues. */
final class PublishingGroupsAndFailing implements ExecutionCondition {

    private static final Set<String> SUITES = Set.of("Publishing", "Groups", "Failing");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestClass()
                .filter(suite -> suite.getEnclosingClass() == EventBusContract.class)
                .filter(suite -> !SUITES.contains(suite.getSimpleName()))
                .map(suite -> ConditionEvaluationResult.disabled("run with the topic exchange"))
                .orElse(ConditionEvaluationResult.enabled("of this one"));
    }
}
