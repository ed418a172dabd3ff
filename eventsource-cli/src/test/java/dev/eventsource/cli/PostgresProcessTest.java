// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rests on the environment, or on another process, with PostgreSQL. */
class PostgresProcessTest {

    @TempDir
    Path folder;

    private final OnPostgres postgres = OnPostgres.create();
    private final String withoutPassword =
            postgres.database().url() + "?user=" + postgres.database().user();
    private CliProcesses processes = new CliProcesses(Path.of("set before each test"));

    @BeforeEach
    void noProcesses() {
        processes = new CliProcesses(folder);
    }

    @AfterEach
    void noneIsLeftBehind() {
        processes.close();
    }

    private Run run(Map<String, String> environment, String... args) throws Exception {
        return processes.end(processes.start(environment, args));
    }

    private Path passwordFile(String password) throws Exception {
        Path file = Files.createFile(
                folder.resolve("pgpass"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file,
                "*:" + postgres.database().port() + ":*:" + postgres.database().user() + ":" + password + "\n");
    }

    @Test
    void user_password_and_store_come_from_the_environment() throws Exception {
        Run migrated = run(
                Map.of(
                        "EVENTSOURCE_STORE",
                        postgres.database().url(),
                        "PGUSER",
                        postgres.database().user(),
                        "PGPASSWORD",
                        postgres.database().password(),
                        "PGPASSFILE",
                        passwordFile("another one").toString()),
                "migrate");
        assertThat(migrated.code()).as(migrated.err()).isZero();
        assertThat(migrated.out())
                .startsWith(postgres.database().url() + ": the tables in schema public are at version ")
                .endsWith(" (created)\n");
        assertThat(migrated.err()).isEmpty();
    }

    @Test
    void the_password_comes_from_the_password_file() throws Exception {
        Map<String, String> file = Map.of(
                "PGPASSFILE", passwordFile(postgres.database().password()).toString());
        Run appended = run(file, "append", "loan-1", "--type", "T", "--data", "{}", "--store", withoutPassword);
        assertThat(appended.code()).as(appended.err()).isZero();

        Map<String, String> userToo = Map.of(
                "PGPASSFILE",
                folder.resolve("pgpass").toString(),
                "PGUSER",
                postgres.database().user());
        Run read = run(userToo, "stats", "--store", postgres.database().url(), "--json");
        assertThat(read.out()).contains("\"events\":1");
        assertThat(read.err()).isEmpty();
    }

    @Test
    void without_a_password_it_says_where_to_put_one() throws Exception {
        Map<String, String> noFile = Map.of("PGPASSFILE", folder.resolve("none").toString());
        PostgresFailuresTest.fails(
                run(noFile, "stats", "--store", withoutPassword), "no password was provided", "PGPASSWORD");
    }

    @Test
    void neither_the_log_nor_a_stack_trace_shows_a_password() throws Exception {
        Map<String, String> talkative = Map.of("EVENTSOURCE_LOG_LEVEL", "TRACE", "EVENTSOURCE_DEBUG", "1");
        String wrong = postgres.store("postgres", "s3cr3t-of-ada");
        assertThat(run(talkative, "migrate", "--store", wrong).err())
                .contains("not accepted", "\tat ")
                .doesNotContain("s3cr3t");
        assertThat(run(talkative, "stats", "--store", wrong.replace("/test_", "/test/"))
                        .err())
                .contains("write jdbc:postgresql:")
                .doesNotContain("s3cr3t");

        Run migrated = run(talkative, "migrate", "--store", postgres.store());
        assertThat(migrated.code()).isZero();
        assertThat(migrated.err())
                .contains("DEBUG", "hikari")
                .doesNotContain(postgres.database().password());
    }

    @Test
    void following_shows_what_another_process_appends_and_ends_cleanly() throws Exception {
        postgres.run("append", "loan-1", "--type", "First", "--data", "{}");
        Process tail = processes.start("tail", "--follow", "--json", "--category", "loan", "--store", postgres.store());
        BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).contains("\"type\":\"First\"");

        postgres.run("append", "other-1", "--type", "Unwanted", "--data", "{}");
        postgres.run("append", "loan-1", "--type", "Second", "--data", "{}");
        assertThat(lines.readLine()).contains("\"type\":\"Second\"");

        tail.toHandle().destroy();
        assertThat(lines.readLine()).isNull();
        assertThat(tail.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(tail.exitValue()).isZero();
        assertThat(processes.err()).isEmpty();
    }

    @Test
    void a_demo_that_is_killed_again_and_again_ends_with_the_same_figures() throws Exception {
        Storages.migrate(postgres.store());
        try (Storage storage = Storages.open(postgres.store())) {
            for (long wanted : new long[] {700, 2_000}) {
                Process demo = processes.start("demo", "--loans", "300", "--store", postgres.store());
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> storage.events().head() >= wanted || !demo.isAlive());
                demo.destroyForcibly().waitFor();
            }
        }
        Run run = processes.end(processes.start("demo", "--loans", "300", "--store", postgres.store(), "--json"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(DemoTest.FEW_FIGURES).contains("\"verified\":true");
    }
}
