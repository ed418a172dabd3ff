package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a real process can show: being killed, being ended, and a reader that goes away. */
class ProcessTest {

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path database = Path.of("set before each test");

    @BeforeEach
    void aDatabase() {
        database = folder.resolve("events.db");
    }

    @AfterEach
    void noneIsLeftBehind() {
        started.forEach(Process::destroyForcibly);
    }

    private String store() {
        return "jdbc:sqlite:" + database;
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as ./eventsource does
        }
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), "dev.eventsource.cli.Main"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private Run end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), out, Files.readString(folder.resolve("err")));
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
        Process process = start(args);
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events() >= wanted || !process.isAlive());
        process.destroyForcibly().waitFor();
    }

    @Test
    void a_demo_that_is_killed_again_and_again_ends_with_the_same_figures() throws Exception {
        String[] demo = {"demo", "--store", store(), "--json"};
        for (long wanted : new long[] {1, 3000, 12_000}) {
            killAfter(wanted, demo);
        }
        Run run = end(start(demo));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(DemoTest.GENERATED_FIGURES).contains("\"verified\":true");
    }

    @Test
    void an_import_that_is_killed_is_completed_by_the_next() throws Exception {
        Path bank = DemoTest.bank();
        killAfter(1, "import", bank.toString(), "--store", store(), "--batch", "500");
        killAfter(60_000, "import", bank.toString(), "--store", store(), "--batch", "700");
        Run run = end(start("import", bank.toString(), "--store", store(), "--json"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"events\":262200");
        assertThat(events()).isEqualTo(262_200);
        assertThat(Run.of("verify", "--store", store()).code()).isZero();
    }

    @Test
    void following_shows_what_another_process_appends_and_ends_cleanly() throws Exception {
        Run.of("append", "loan-1", "--type", "First", "--data", "{}", "--store", store());
        Process tail = start("tail", "--follow", "--json", "--category", "loan", "--store", store());
        java.io.BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("\"type\":\"First\"");

        Run.of("append", "other-1", "--type", "Unwanted", "--data", "{}", "--store", store());
        Run.of("append", "loan-1", "--type", "Second", "--data", "{}", "--store", store());
        assertThat(lines.readLine()).contains("\"type\":\"Second\"");

        tail.toHandle().destroy();
        assertThat(lines.readLine()).isNull();
        assertThat(tail.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.exitValue()).isZero();
        assertThat(folder.resolve("err")).isEmptyFile();
    }

    @Test
    void a_reader_that_goes_away_ends_an_export_quietly() throws Exception {
        Run.of("demo", "--store", store());
        Process export = start("export", "--store", store());
        try (java.io.BufferedReader lines = export.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("{\"specversion\"");
        }
        assertThat(export.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(export.exitValue()).isZero();
        assertThat(folder.resolve("err")).isEmptyFile();
    }
}
