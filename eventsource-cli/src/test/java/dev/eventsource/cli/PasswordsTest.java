// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Secrets;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** No command ever shows the password of a URL, wherever it stands. */
class PasswordsTest {

    private static final String SECRET = "s3cr3t-of-ada";
    private static final OnPostgres POSTGRES = OnPostgres.create();

    @TempDir
    Path folder;

    private List<List<String>> commands() throws Exception {
        Path xes = Xes.file(folder.resolve("log.xes"), Xes.log(Xes.trace("1", Xes.event("Opened", 1))));
        return List.of(
                List.of("demo"),
                List.of("migrate"),
                List.of("import", xes.toString()),
                List.of("export"),
                List.of("export", "--output", folder.resolve("out").toString()),
                List.of("append", "loan-1", "--type", "T", "--data", "{}"),
                List.of("streams"),
                List.of("read", "loan-1"),
                List.of("tail"),
                List.of("stats", "--json"),
                List.of("verify"),
                List.of("health", "--json"),
                List.of("subscriptions"),
                List.of("subscriptions", "pause", "outcomes"),
                List.of("subscriptions", "resume", "outcomes"),
                List.of("subscriptions", "reset", "outcomes"),
                List.of("projection", "activate", "outcomes@2"),
                List.of("projection", "reset", "outcomes"),
                List.of("projection", "drop", "outcomes@1"),
                List.of("operations", "count"),
                List.of("operations", "list"),
                List.of("operations", "show", "1"),
                List.of("forget", "c-1"),
                List.of("forget", "--replay"),
                List.of("relay", "--bus", "memory:"),
                List.of("dead-letters", "list"),
                List.of("dead-letters", "show", "--position", "1"),
                List.of("dead-letters", "retry", "--all"),
                List.of("dead-letters", "discard", "--all"));
    }

    private static void keeps(int code, String... args) {
        Run run = Run.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).isNotEmpty();
        assertThat(run.out() + run.err()).as(String.join(" ", args)).doesNotContain("s3cr3t");
    }

    private static String[] with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void every_command_is_looked_at() throws Exception {
        List<String> names = commands().stream().map(command -> command.get(0)).toList();
        Console console =
                new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(), System.err, false);
        assertThat(new CommandLine(new EventSourceCommand(console))
                        .getSubcommands()
                        .keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(names.stream().distinct(), Stream.of("bus", "help"))
                                .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:s3cr3t@127.0.0.1:1",
                "redis://ada:s3cr3t@of/ada@127.0.0.1:1",
                "rediss://ada:s3cr3t of ada@127.0.0.1:1",
                "amqp://ada:s3cr3t@127.0.0.1:1/x",
                "amqp://ada:s3cr3t of ada@127.0.0.1:1/x",
                "amqps://ada:s3cr3t@",
                "kafka://ada:s3cr3t@127.0.0.1:1",
                "nats://ada:s3cr3t@127.0.0.1:1"
            })
    void of_a_bus_that_is_refused_or_out_of_reach(String bus) {
        for (List<String> command : List.of(
                List.of("bus", "groups", "list"),
                List.of("bus", "tail"),
                List.of("bus", "dead-letters", "list", "x"))) {
            Run run = Run.of(with(command, "--bus", bus));
            assertThat(run.code()).isIn(1, 2);
            assertThat(run.err()).isNotEmpty();
            assertThat(run.out() + run.err()).doesNotContain("s3cr3t");
        }
    }

    @Test
    void of_a_wrong_password() throws Exception {
        for (List<String> command : commands()) {
            keeps(1, with(command, "--store", POSTGRES.store("postgres", SECRET)));
            keeps(1, with(command, "--store=" + POSTGRES.store("nobody", SECRET) + "&sslmode=disable"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://ada:s3cr3t-of-ada@localhost/loans",
                "jdbc:postgresql://ada:s3cr3t@of/ada@localhost:5432/loans",
                "jdbc:postgresql://ada:a?s3cr3t-of-ada@localhost/loans",
                "jdbc:postgresql://ada:a s3cr3t'of ada@localhost:5432/loans",
                "jdbc:postgresql://localhost?user=ada&password=s3cr3t-of-ada",
                "jdbc:postgresql://localhost/loans?user=ada&password=50%s3cr3t",
                "jdbc:postgresql:/localhost/loans&password=s3cr3t of ada",
                "postgresql://ada:s3cr3t-of-ada@localhost/loans",
                "postgres://localhost/loans?password=s3cr3t-of-ada",
                "jdbc:mysql://localhost/loans?password=a&s3cr3t"
            })
    void of_a_url_that_is_refused(String store) throws Exception {
        for (List<String> command : commands()) {
            keeps(2, with(command, "--store", store));
        }
    }

    @Test
    void of_a_url_that_picocli_repeats() {
        for (String store : new String[] {
            POSTGRES.store("postgres", SECRET),
            POSTGRES.store("postgres", "s3cr3t of ada"),
            POSTGRES.store("postgres", "a&s3cr3t-of-ada"),
            "postgresql://ada:s3cr3t-of-ada@localhost/loans"
        }) {
            keeps(2, "stats", store);
            keeps(2, "stats", "--sotre", store);
            keeps(2, "stats", "--sotre=" + store);
            keeps(2, store);
            keeps(2, "stats", "--store", store, store);
            keeps(2, "tail", "--from", store);
            keeps(2, "read", store);
            keeps(2, "import", "log.xes", "--max-size", store);
            keeps(2, "append", "loan-1", "--type", "T", "--id", store);
            keeps(1, "import", store, "--store", "memory:");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "at jdbc:postgresql://db/loans?password=a&user=b: no | at jdbc:postgresql://db/loans?password=***",
                "'x?sslpassword=a' and 'y?PASSWORD=b', too           | 'x?sslpassword=***' and 'y?PASSWORD=***', too",
                "x://ada:a@b@db/loans is gone, ask root@db           | x://ada:***@db/loans is gone, ask root@db",
                "postgresql://db:5432/loans has no stream a@b-1      | postgresql://db:5432/loans has no stream a@b-1",
                "x://ada@db/loans                                    | x://ada@db/loans",
                "loan-1 is at version 7                              | loan-1 is at version 7"
            })
    void what_is_hidden_in_a_text(String text, String shown) {
        assertThat(Secrets.inText(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db:5432/loans?user=ada&password=a&b, jdbc:postgresql://db:5432/loans",
        "jdbc:postgresql://db:5432/loans?user=ada@corp&password=a@b, jdbc:postgresql://db:5432/loans",
        "jdbc:postgresql://ada:a?b@db/loans, jdbc:postgresql://ada:***@db/loans",
        "jdbc:postgresql://ada:123/b@db/loans, jdbc:postgresql://ada:***@db/loans",
        "jdbc:postgresql://ada:a b@db/loans, jdbc:postgresql://ada:***@db/loans",
        "jdbc:sqlite:/a:b@c/events.db, jdbc:sqlite:/a:b@c/events.db",
        "memory:, memory:"
    })
    void how_a_store_is_shown(String url, String shown) {
        assertThat(Secrets.inUrl(url)).isEqualTo(shown);
    }
}
