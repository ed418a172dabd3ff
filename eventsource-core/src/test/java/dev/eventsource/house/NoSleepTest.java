// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A test waits for a condition: a sleep is too short on some machine and too long on all others. */
class NoSleepTest {

    private static final Pattern SLEEP = Pattern.compile(
            "\\b(Thread|TimeUnit|MILLISECONDS|SECONDS|Uninterruptibles)\\s*\\.\\s*sleep|LockSupport\\s*\\.\\s*parkNanos");

    @Test
    void no_test_sleeps() {
        List<Path> tests = Repository.sources("test");
        assertThat(tests)
                .hasSizeGreaterThan(10)
                .allSatisfy(test -> assertThat(SLEEP.matcher(String.join("\n", Repository.lines(test)))
                                .results())
                        .as("sleeps in %s", test)
                        .isEmpty());
    }

    @Test
    void a_sleep_would_be_found() {
        String call = "sleep(10)";
        assertThat("Thread." + call).containsPattern(SLEEP);
        assertThat("TimeUnit.SECONDS\n    ." + call).containsPattern(SLEEP);
    }
}
