// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** What happens to a test whose server cannot be had: never nothing. */
final class Missing {

    private Missing() {}

    /** An abort, or an error where the environment says that no test may be left out. */
    static RuntimeException because(Product<?> product, String reason) {
        return because(product, reason, System.getenv("EVENTSOURCE_TEST_REQUIRE"));
    }

    static RuntimeException because(Product<?> product, String reason, @Nullable String required) {
        String message = "No " + product.name() + " for this test: " + reason;
        List<String> all =
                required == null ? List.of() : Arrays.asList(required.trim().split("[\\s,]+", -1));
        return all.contains(product.word()) || all.contains("all")
                ? new IllegalStateException(message + "; EVENTSOURCE_TEST_REQUIRE=" + required)
                : new TestAbortedException(message);
    }
}
