// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.servers.ChildProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process that is told to end does with the event under way. */
class CloseOnShutdownTest {

    @Test
    void the_event_under_way_is_finished_and_no_further_one_begun() throws Exception {
        try (ChildProcess process = ChildProcess.run(EndingProcess.class, 700)) {
            assertThat(process.output().lines().anyMatch("begun 1"::equals)).isTrue();
            process.process().toHandle().destroy();

            List<String> rest = process.outputToTheEnd();
            assertThat(rest).containsOnlyOnce("INFO The process ends, and its subscriptions are stopped");
            assertThat(rest).contains("handled 1").doesNotContain("begun 2").noneMatch(line -> line.startsWith("WARN"));
            assertThat(process.process().exitValue()).isEqualTo(143);
        }
    }

    @Test
    void what_has_not_ended_in_time_is_interrupted_and_told() throws Exception {
        try (ChildProcess process = ChildProcess.run(EndingProcess.class, 60_000)) {
            assertThat(process.output().lines().anyMatch("begun 1"::equals)).isTrue();
            process.process().toHandle().destroy();

            assertThat(process.outputToTheEnd())
                    .contains("WARN partition 0 of outcomes@1 was interrupted: its handler had not ended in time")
                    .doesNotContain("handled 1", "begun 2");
        }
    }

    @Test
    void closing_takes_it_back() throws Exception {
        try (ChildProcess process = ChildProcess.run(EndingProcess.class, 0)) {
            assertThat(process.output().readLine()).isEqualTo("closed");
            process.process().toHandle().destroy();

            assertThat(process.outputToTheEnd()).isEmpty();
        }
    }
}
