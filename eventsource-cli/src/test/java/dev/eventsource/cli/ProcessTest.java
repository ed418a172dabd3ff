// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real process can show: being killed, being ended, and a reader that goes away. */
class ProcessTest {

    @TempDir
    Path folder;

    private Path database = Path.of("set before each test");
    private CliProcesses processes = new CliProcesses(database);

    @BeforeEach
    void aDatabase() {
        database = folder.resolve("events.db");
        processes = new CliProcesses(folder);
    }

    @AfterEach
    void noneIsLeftBehind() {
        processes.close();
    }

    private String store() {
        return "jdbc:sqlite:" + database;
    }

    private long events() {
        if (!Files.exists(database)) {
            return 0;
        }
        try (Storage storage = Storages.open(store())) {
            return storage.events().head();
        }
    }

    /** Kills the command as soon as so many events are there, without giving it a chance to clean up. */
    private void killAfter(long wanted, String... args) throws Exception {
        Process process = processes.start(args);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events() >= wanted || !process.isAlive());
        process.destroyForcibly().waitFor();
    }

    @Test
    void a_demo_that_is_killed_again_and_again_ends_with_the_same_figures() throws Exception {
        String[] demo = {"demo", "--loans", "300", "--store", store(), "--json"};
        for (long wanted : new long[] {1, 700, 2_000}) {
            killAfter(wanted, demo);
        }
        Run run = processes.end(processes.start(demo));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(DemoTest.FEW_FIGURES).contains("\"verified\":true");
    }

    @Test
    void an_import_that_is_killed_is_completed_by_the_next() throws Exception {
        Path bank = BankLog.whole();
        killAfter(1, "import", bank.toString(), "--store", store(), "--batch", "500");
        killAfter(60_000, "import", bank.toString(), "--store", store(), "--batch", "700");
        Run run = processes.end(processes.start("import", bank.toString(), "--store", store(), "--json"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"events\":262200");
        assertThat(events()).isEqualTo(262_200);
        assertThat(Run.of("verify", "--store", store()).code()).isZero();
    }

    @Test
    void following_shows_what_another_process_appends_and_ends_cleanly() throws Exception {
        Run.of("append", "loan-1", "--type", "First", "--data", "{}", "--store", store());
        Process tail = processes.start("tail", "--follow", "--json", "--category", "loan", "--store", store());
        java.io.BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("\"type\":\"First\"");

        Run.of("append", "other-1", "--type", "Unwanted", "--data", "{}", "--store", store());
        Run.of("append", "loan-1", "--type", "Second", "--data", "{}", "--store", store());
        assertThat(lines.readLine()).contains("\"type\":\"Second\"");

        tail.toHandle().destroy();
        assertThat(lines.readLine()).isNull();
        assertThat(tail.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.exitValue()).isZero();
        assertThat(processes.err()).isEmpty();
    }

    @Test
    void a_reader_that_goes_away_ends_an_export_quietly() throws Exception {
        String[] events = IntStream.range(0, 5_000)
                .mapToObj(number -> Xes.event("A_SUBMITTED", number))
                .toArray(String[]::new);
        Path log = Xes.file(folder.resolve("log.xes"), Xes.log(Xes.trace("1", events)));
        assertThat(Run.of("import", log.toString(), "--store", store()).code()).isZero();
        Process export = processes.start("export", "--store", store());
        try (java.io.BufferedReader lines = export.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("{\"specversion\"");
        }
        assertThat(export.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(export.exitValue()).isZero();
        assertThat(processes.err()).isEmpty();
    }
}
