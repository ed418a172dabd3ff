package dev.eventsource.inmemory.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs one test of a sabotaged contract and asserts that it fails. */
final class Noticing {

    private Noticing() {}

    /**
     * Runs it.
     *
     * @param sabotaged whose contract is broken
     * @param contract with the nested suites
     */
    static void assertNoticed(Class<?> sabotaged, Class<?> contract, String suite, String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectNestedClass(List.of(sabotaged.getName()), suite(contract, suite)))
                                .filters(only(test))
                                .build(),
                        listener);

        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).as("tests of that name").isPositive();
        assertThat(summary.getTestsFailedCount())
                .as("%s.%s notices", suite, test)
                .isPositive();
    }

    private static String suite(Class<?> contract, String name) {
        return Stream.<Class<?>>iterate(contract, owner -> owner != null, Class::getSuperclass)
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
