package dev.eventsource.inmemory.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.eventsource.tck.StorageContract;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Who tests the tests: each way of breaking the contract is noticed by the test that is meant to. */
class SabotageTest {

    @ParameterizedTest
    @EnumSource
    void the_contract_notices(Sabotage sabotage) {
        SabotagedContract.sabotage = sabotage;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectNestedClass(
                                        List.of(SabotagedContract.class.getName()), suite(sabotage.suite)))
                                .filters(only(sabotage.test))
                                .build(),
                        listener);

        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).as("tests of that name").isPositive();
        assertThat(summary.getTestsFailedCount())
                .as("%s.%s notices", sabotage.suite, sabotage.test)
                .isPositive();
    }

    private static String suite(String name) {
        return Stream.of(StorageContract.class, StorageContract.class.getSuperclass())
                .flatMap(owner -> Arrays.stream(owner.getDeclaredClasses()))
                .filter(nested -> nested.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow()
                .getName();
    }

    private static PostDiscoveryFilter only(String test) {
        return descriptor -> FilterResult.includedIf(descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName().equals(test))
                .orElse(false));
    }
}
