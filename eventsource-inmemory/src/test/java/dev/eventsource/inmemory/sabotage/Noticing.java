// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.NestedClassSelector;
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
     * @param suite its name; behind that of the one that it is nested in, if it is, and a dot
     */
    static void assertNoticed(Class<?> sabotaged, Class<?> contract, String suite, String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(suite(sabotaged, contract, suite))
                                .filters(only(test))
                                .build(),
                        listener);

        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).as("tests of that name").isPositive();
        assertThat(summary.getTestsFailedCount())
                .as("%s.%s notices", suite, test)
                .isPositive();
    }

    private static NestedClassSelector suite(Class<?> sabotaged, Class<?> contract, String path) {
        List<String> around = new ArrayList<>(List.of(sabotaged.getName()));
        Class<?> suite = contract;
        for (String name : path.split("\\.")) {
            suite = nested(suite, name);
            around.add(suite.getName());
        }
        return selectNestedClass(around.subList(0, around.size() - 1), suite.getName());
    }

    private static Class<?> nested(Class<?> around, String name) {
        return Stream.<Class<?>>iterate(around, owner -> owner != null, Class::getSuperclass)
                .flatMap(owner -> Arrays.stream(owner.getDeclaredClasses()))
                .filter(nested -> nested.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PostDiscoveryFilter only(String test) {
        return descriptor -> FilterResult.includedIf(descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName().equals(test))
                .orElse(false));
    }
}
