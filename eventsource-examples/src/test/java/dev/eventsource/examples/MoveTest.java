// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.EventSourceCommand;
import dev.eventsource.cli.console.Console;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.servers.Database;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.testing.EventBuilder;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/how-to/sqlite-to-postgresql.md, as they stand there. */
class MoveTest {

    private static final Path PAGE = Path.of("..", "docs", "how-to", "sqlite-to-postgresql.md");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void the_commands_on_the_page_move_all_events() throws Exception {
        Path file = folder.resolve("bank.db");
        try (Storage storage = new SqliteStorage(file)) {
            for (String loan : List.of("173688", "173691", "173688")) {
                storage.events()
                        .append(
                                StreamId.of("loan", loan),
                                ExpectedVersion.any(),
                                List.of(EventBuilder.of("LoanPaid", "{\"euros\" : 1.10}")
                                        .data()));
            }
        }
        Database database = PostgresServer.shared().createDatabase();
        String url = database.url() + "?user=" + database.user() + "&password=" + database.password();
        Map<String, String> real = Map.of(
                "jdbc:sqlite:bank.db",
                "jdbc:sqlite:" + file,
                "jdbc:postgresql://db.example/bank?user=me",
                url,
                "bank.jsonl",
                folder.resolve("bank.jsonl").toString(),
                "moved.jsonl",
                folder.resolve("moved.jsonl").toString());

        for (String line : commands()) {
            List<String> words = Pattern.compile(" +")
                    .splitAsStream(line.replace("\"", ""))
                    .map(word -> real.getOrDefault(word, word))
                    .toList();
            if (words.get(0).equals("cmp")) {
                assertThat(Path.of(words.get(1))).hasSameBinaryContentAs(Path.of(words.get(2)));
            } else {
                run(words.subList(1, words.size()));
            }
        }

        try (Storage moved = Storages.open(url)) {
            assertThat(moved.events().readAll(EventQuery.all(), 0, 10).events())
                    .extracting(RecordedEvent::toString)
                    .hasSize(3);
        }
        assertThat(Files.readAllLines(folder.resolve("moved.jsonl"))).hasSize(3);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("3 events in 2 streams: everything is as it should be");
    }

    private static List<String> commands() throws Exception {
        return Pattern.compile("(?<=\n)```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replaceFirst(" *#.*", ""))
                .toList();
    }

    private void run(List<String> arguments) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Console console = new Console(
                InputStream.nullInputStream(), out, new PrintStream(errors, true, StandardCharsets.UTF_8), false);
        int code = EventSourceCommand.run(console, arguments.toArray(String[]::new));
        assertThat(code)
                .as("%s: %s", arguments, errors.toString(StandardCharsets.UTF_8))
                .isZero();
    }
}
