// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.servers.ChildProcess;
import dev.eventsource.tck.LogCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One order for all: promise 2, with writers in several processes. */
@Timeout(3600)
class PostgresOrderTest {

    private static final int PROCESSES = 4;
    private static final int THREADS = 4;

    @Test
    void readers_see_every_append_of_sixteen_writers_in_four_processes_once_and_in_one_order() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        int appends = 150 * Integer.getInteger("eventsource.rounds", 1);
        List<ChildProcess> processes = new ArrayList<>();
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                Tail small = new Tail(storage.events(), 7);
                Tail single = new Tail(storage.events(), 1)) {
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(ChildProcess.run(
                        WriterProcess.class,
                        WriterProcess.arguments(Databases.shared(), options.schema(), THREADS, appends, 5)));
            }
            List<String> acknowledged = new ArrayList<>();
            for (ChildProcess process : processes) {
                List<String> lines = process.outputToTheEnd();
                assertThat(lines).startsWith("ready").endsWith("done");
                acknowledged.addAll(lines.subList(1, lines.size() - 1));
            }

            LogCheck check = LogCheck.of(storage.events());
            check.holds(acknowledged);
            assertThat(check.appends()).as("committed = acknowledged").hasSize(acknowledged.size());
            assertThat(small.toTheEnd()).isEqualTo(check.log());
            assertThat(single.toTheEnd()).isEqualTo(check.log());
        } finally {
            processes.forEach(ChildProcess::close);
        }
    }
}
