// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.EventPage;
import dev.eventsource.tck.LogCheck;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one file, and processes that are killed. */
@Timeout(1200)
class SqliteProcessesTest {

    @TempDir
    Path folder;

    @Test
    void four_processes_append_to_one_file_at_once_while_a_fifth_reads_in_order() throws Exception {
        Path file = folder.resolve("log.db");
        List<ChildProcess> processes = new ArrayList<>();
        try (SqliteStorage storage = new SqliteStorage(file)) {
            for (int i = 0; i < 4; i++) {
                processes.add(ChildProcess.run(WriterProcess.class, file, 4, 250));
            }
            AtomicBoolean writing = new AtomicBoolean(true);
            List<RecordedEvent> tailed = new ArrayList<>();
            Thread reader = new Thread(() -> tail(storage, writing, tailed));
            reader.start();
            List<String> acknowledged = new ArrayList<>();
            for (ChildProcess process : processes) {
                List<String> lines = process.outputToTheEnd();
                assertThat(lines).startsWith("ready").endsWith("done").hasSize(2 + 4 * 250);
                acknowledged.addAll(lines.subList(1, lines.size() - 1));
            }
            writing.set(false);
            reader.join();

            LogCheck.of(storage.events()).holds(acknowledged);
            assertThat(tailed).as("what a reader saw meanwhile").isEqualTo(Loans.log(storage.events()));
        } finally {
            for (ChildProcess process : processes) {
                process.close();
            }
        }
        assertThat(integrity(file)).isEqualTo("ok");
    }

    @Test
    void a_process_killed_in_the_middle_of_its_commits_leaves_all_that_was_acknowledged_and_nothing_by_half()
            throws Exception {
        Path file = folder.resolve("log.db");
        Random random = new Random();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < Integer.getInteger("eventsource.rounds", 8); round++) {
            try (ChildProcess process = ChildProcess.run(WriterProcess.class, file, 4, 1_000_000)) {
                BufferedReader output = process.output();
                assertThat(output.readLine()).isEqualTo("ready");
                int mercy = 1 + random.nextInt(400);
                for (int i = 0; i < mercy; i++) {
                    acknowledged.add(output.readLine());
                }
                process.kill();
                output.lines().filter(LogCheck::isAcknowledgement).forEach(acknowledged::add);
            }
            try (SqliteStorage storage = new SqliteStorage(file)) {
                storage.events()
                        .append(Loans.loan("survivor"), ExpectedVersion.exactly(round), List.of(Loans.submitted()));
                LogCheck.of(storage.events()).holds(acknowledged);
            }
        }
        assertThat(integrity(file)).isEqualTo("ok");
    }

    private static void tail(SqliteStorage storage, AtomicBoolean writing, List<RecordedEvent> tailed) {
        boolean last = false;
        while (true) {
            long position = tailed.size();
            EventPage page = storage.events().readAll(EventQuery.all(), position, 7);
            tailed.addAll(page.events());
            if (page.end()) {
                if (last) {
                    return;
                }
                last = !writing.get();
                Thread.onSpinWait();
            }
        }
    }

    private static String integrity(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet row = connection.createStatement().executeQuery("pragma integrity_check")) {
            row.next();
            return row.getString(1);
        }
    }
}
