// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    @TempDir
    Path folder;

    private Run run(String... args) {
        return Run.of(on(args));
    }

    private String[] on(String... args) {
        return Stream.concat(Arrays.stream(args), Stream.of("--store", "jdbc:sqlite:" + folder.resolve("events.db")))
                .toArray(String[]::new);
    }

    private void append(String stream, String type) {
        Run run = run("append", stream, "--type", type, "--data", "{\"of\":\"" + stream + "\"}");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void append_takes_json_from_an_option_or_from_standard_input() {
        assertThat(run("append", "loan-1", "--type", "Opened", "--data", "{\"a\":1.00}", "--json")
                        .out())
                .contains("\"stream\":\"loan-1\",\"version\":1,\"position\":1,\"id\":\"");
        Run piped = Run.piped(
                " {\"b\": 2}\n",
                on(
                        "append",
                        "loan-1",
                        "--type",
                        "Closed",
                        "--expect",
                        "1",
                        "--tag",
                        "x",
                        "--tag",
                        "a",
                        "--meta",
                        "actor=me",
                        "--at",
                        "2020-01-01T00:00:00Z",
                        "--id",
                        "01a1fc62-db74-7128-9acb-fb037f95828a"));
        assertThat(piped.code()).as(piped.err()).isZero();

        assertThat(run("read", "loan-1", "--json").lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"type\":\"Opened\"", "\"data\":{\"a\":1.00}"),
                        second -> assertThat(second)
                                .contains(
                                        "\"version\":2",
                                        "\"id\":\"01a1fc62-db74-7128-9acb-fb037f95828a\"",
                                        "\"occurredAt\":\"2020-01-01T00:00:00Z\"",
                                        "\"tags\":[\"a\",\"x\"]",
                                        "\"metadata\":{\"actor\":\"me\"}",
                                        "\"data\":{\"b\": 2}"));
    }

    @Test
    void a_conflict_names_both_versions_and_stores_nothing() {
        append("loan-1", "Opened");

        Run conflict = run("append", "loan-1", "--type", "T", "--data", "{}", "--expect", "7");
        assertThat(conflict.code()).isEqualTo(1);
        assertThat(conflict.out()).isEmpty();
        assertThat(conflict.err()).contains("loan-1", "expected version 7", "at version 1");
        assertThat(run("append", "loan-1", "--type", "T", "--data", "{}", "--expect", "none")
                        .err())
                .contains("expected no stream", "at version 1");
        assertThat(run("append", "loan-2", "--type", "T", "--data", "{}", "--expect", "exists")
                        .err())
                .contains("expected an existing stream", "at version 0");
        assertThat(run("stats", "--json").out()).contains("\"events\":1");
    }

    @Test
    void appending_the_same_id_again_is_answered_as_before() {
        String[] args = {"append", "loan-1", "--type", "T", "--data", "{}", "--expect", "none", "--json", "--id"};
        String[] all = Stream.concat(Arrays.stream(args), Stream.of("01a1fc62-db74-7128-9acb-fb037f95828a"))
                .toArray(String[]::new);

        assertThat(run(all).out()).isEqualTo(run(all).out()).contains("\"position\":1");
    }

    @Test
    void read_pages_forwards_and_backwards() {
        for (int i = 0; i < 5; i++) {
            append("loan-1", "T" + i);
        }
        assertThat(types(run("read", "loan-1", "--json"))).containsExactly("T0", "T1", "T2", "T3", "T4");
        assertThat(types(run("read", "loan-1", "--json", "--from", "3", "--limit", "2")))
                .containsExactly("T2", "T3");
        assertThat(types(run("read", "loan-1", "--json", "--backwards", "--limit", "2")))
                .containsExactly("T4", "T3");
        assertThat(types(run("read", "loan-1", "--json", "--backwards", "--from", "2")))
                .containsExactly("T1", "T0");
        assertThat(run("read", "loan-1").out()).contains("POSITION", "T4");
    }

    @Test
    void a_number_that_is_none_is_said_in_words() {
        append("loan-1", "Opened");

        assertThat(run("read", "loan-1", "--limit", "abc").err())
                .startsWith("eventsource: Invalid value for option '--limit': 'abc' is not a whole number up to");
        assertThat(run("tail", "-n", "3000000000").err())
                .contains("'3000000000' is not a whole number up to 2147483647");
        assertThat(run("stats").out()).startsWith("1 event in 1 stream, 15 bytes of payload");
    }

    @Test
    void tail_shows_the_last_events_or_those_from_a_position() {
        for (int i = 0; i < 25; i++) {
            append("loan-" + i % 2, "T" + i);
        }
        append("other-1", "Other");

        assertThat(types(run("tail", "--json"))).hasSize(10).endsWith("T24", "Other");
        assertThat(types(run("tail", "--json", "--category", "loan", "-n", "2")))
                .containsExactly("T23", "T24");
        assertThat(types(run("tail", "--json", "--type", "T0"))).containsExactly("T0");
        assertThat(types(run("tail", "--json", "--from", "24"))).containsExactly("T23", "T24", "Other");
        assertThat(types(run("tail", "--json", "--from", "1", "-n", "1"))).containsExactly("T0");
        assertThat(types(run("tail", "--json", "-n", "0"))).isEmpty();
    }

    @Test
    void streams_stats_and_verify_agree() {
        append("loan-1", "Opened");
        append("loan-2", "Opened");
        append("acme:account-1", "Opened");
        append("loan-1", "Closed");

        assertThat(run("streams", "--json").lines())
                .hasSize(3)
                .first()
                .asString()
                .contains("\"stream\":\"loan-1\"", "\"version\":2", "\"lastType\":\"Closed\"");
        assertThat(run("streams", "--category", "account", "--json").lines()).hasSize(1);
        assertThat(run("streams", "--limit", "2", "--json").lines()).hasSize(2);
        assertThat(run("streams").out()).contains("STREAM", "acme:account-1");
        assertThat(run("stats", "--json").out())
                .contains(
                        "\"events\":4,\"streams\":3",
                        "\"loan\":{\"events\":3,",
                        "\"streams\":2}",
                        "\"Closed\":{\"events\":1");
        assertThat(run("stats").out()).contains("4 events in 3 streams", "account");
        assertThat(run("verify", "--json").out())
                .contains("\"verified\":true,\"events\":4,\"streams\":3,\"wrong\":0,\"findings\":[]");
        assertThat(run("verify").out()).contains("4 events in 3 streams: everything is as it should be");
    }

    @Test
    void an_export_can_be_filtered() {
        append("loan-1", "Opened");
        append("other-1", "Opened");
        append("loan-1", "Closed");

        assertThat(types(run("export", "--category", "loan"))).containsExactly("Opened", "Closed");
        assertThat(types(run("export", "--category", "loan", "--type", "Closed")))
                .containsExactly("Closed");
    }

    @Test
    void wrong_usage_is_one_sentence_and_a_hint_with_exit_code_2() {
        usage("Which command?");
        usage("there is no command nonsense", "nonsense");
        usage("there is no command red", "red", "loan-1", "--store", "memory:");
        usage("Unmatched argument", "streams", "nonsense", "--store", "memory:");
        usage("Missing required option: '--store", "stats");
        usage("names no stream", "read", "nonsense", "--store", "memory:");
        usage(
                "No storage knows this URL; it must begin with one of: jdbc:postgresql:, jdbc:sqlite:, memory:",
                "stats",
                "--store",
                "oracle:x");
        usage("names no file", "append", "loan-1", "--type", "T", "--data", "1", "--store", "jdbc:sqlite:");
        usage("any, none, exists or a version", "append", "a-1", "--type", "T", "--expect", "-3", "--store", "memory:");
        usage("--max-size", "import", "x", "--max-size", "much", "--store", "memory:");
        usage("--batch", "import", "x", "--batch", "10001", "--store", "memory:");
        usage("The category of a stream", "import", "x", "--category", "a-b", "--store", "memory:");
        usage("One of the categories of a query is empty", "tail", "--category", "", "--store", "memory:");
        usage("--limit is 1 or more", "streams", "--limit", "0", "--store", "memory:");
        usage("--writers", "demo", "--writers", "0");
        usage("--loans is 1 to 100000", "demo", "--loans", "0");
        usage("without --log", "demo", "--loans", "3", "--log", "x");
    }

    private static void usage(String reason, String... args) {
        Run run = Run.of(args);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("eventsource: ").contains(reason).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void what_cannot_be_done_is_one_sentence_with_exit_code_1() throws Exception {
        append("loan-1", "Opened");
        fails("There is no stream loan-9", run("read", "loan-9"));
        fails("not valid JSON", run("append", "loan-1", "--type", "T", "--data", "{"));
        fails("There is no payload", run("append", "loan-1", "--type", "T"));
        fails(
                "'id' cannot name a metadata entry",
                run("append", "a-1", "--type", "T", "--data", "1", "--meta", "id=1"));
        fails("There is no store at", Run.of("stats", "--store", "jdbc:sqlite:" + folder.resolve("typo.db")));
        assertThat(folder.resolve("typo.db")).doesNotExist();
        Path text = Files.writeString(folder.resolve("text.db"), "This is not a database. ".repeat(100));
        fails("text.db", Run.of("stats", "--store", "jdbc:sqlite:" + text));
        fails(
                "cannot be written",
                run("export", "--output", folder.resolve("no/such/folder").toString()));
    }

    private static void fails(String reason, Run run) {
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).startsWith("eventsource: ").contains(reason).doesNotContain("\tat ");
        assertThat(run.err()).doesNotContain("unexpected");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void help_goes_to_standard_output() {
        assertThat(Run.of("--help").out())
                .contains(
                        "import", "export", "demo", "migrate", "health", "subscriptions", "projection", "dead-letters");
        assertThat(Run.of("help", "subscriptions").out()).contains("pause", "resume", "reset");
        assertThat(Run.of("help").out()).isEqualTo(Run.of("--help").out());
        assertThat(Run.of("import", "--help").out()).contains("--max-size", "jdbc:postgresql://");
        assertThat(Run.of("--version").out()).startsWith("eventsource ");
    }

    private static Stream<String> types(Run run) {
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().lines().map(line -> line.replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"));
    }
}
