// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.servers.ChildProcess;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial, from an empty folder: its files are compiled by Maven against the artifacts of this repository, its commands
 * run on a real PostgreSQL and a real Redis, and print what the page says.
 */
class TutorialTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of(
            "eventsource-bom",
            "eventsource-core",
            "eventsource-inmemory",
            "eventsource-jdbc",
            "eventsource-sqlite",
            "eventsource-postgres",
            "eventsource-bus-redis",
            "eventsource-testing");

    @TempDir
    Path folder;

    @Test
    void everything_on_the_page_runs_and_prints_what_it_says() throws Exception {
        Path bank = Files.createDirectories(folder.resolve("bank"));
        // Maven looks upwards for this, and shall not find that of the repository.
        Files.createDirectories(bank.resolve(".mvn"));
        new LocalArtifacts(ROOT, folder.resolve("repository")).install(MODULES);
        Database database = PostgresServer.shared().createDatabase();
        Tutorial tutorial = new Tutorial(
                        folder,
                        Map.of(
                                "BANK_STORE",
                                database.url() + "?user=" + database.user() + "&password=" + database.password(),
                                "BANK_BUS",
                                RedisServer.shared().url()))
                .read(ROOT.resolve("docs/tutorial/README.md"));

        assertThat(run(bank, tutorial.script())).isEqualTo(tutorial.printed());
        assertThat(tutorial.printed()).contains("bill for 173692\n");
    }

    private String run(Path bank, String script) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-c", maven() + "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + script)
                .directory(bank.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        // Many short programs: starting is what takes the time.
        builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", ChildProcess.QUICK_START));
        Process shell = builder.start();
        boolean ended = shell.waitFor(9, TimeUnit.MINUTES);
        if (!ended) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        assertThat(ended && shell.exitValue() == 0)
                .as("the commands of the tutorial end well\n%s\n%s", Files.readString(output), Files.readString(errors))
                .isTrue();
        return Files.readString(output);
    }

    /** The wrapper, with a repository that begins with our artifacts and goes on with the user's. */
    private String maven() {
        String users = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
        return "mvn() { '%s' -B -ntp -Dmaven.repo.local='%s' -Dmaven.repo.local.tail='%s' -Dmaven.repo.local.tail.ignoreAvailability=true \"$@\"; }\n"
                .formatted(ROOT.resolve("mvnw"), folder.resolve("repository"), users);
    }
}
