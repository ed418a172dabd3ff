// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static dev.eventsource.cli.Xes.event;
import static dev.eventsource.cli.Xes.log;
import static dev.eventsource.cli.Xes.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every one ends with a sentence that names the file (and the line), exit code 1, and an empty store. */
class HostileFilesTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"T\",\"subject\":\"1\",\"data\":{}}";

    @TempDir
    Path folder;

    private Run importing(Path file, String... more) {
        String[] args = {"import", file.toString(), "--store", "jdbc:sqlite:" + folder.resolve("events.db")};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Run.of(all);
    }

    private void refused(String content, String... reasons) throws IOException {
        refused(importing(Xes.file(folder.resolve("bad.file"), content)), reasons);
    }

    private void refused(Run run, String... reasons) {
        assertThat(run.err()).contains(reasons).doesNotContain("\tat ").doesNotContain("unexpected");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        Path store = folder.resolve("events.db");
        if (Files.exists(store)) {
            assertThat(Run.of("export", "--store", "jdbc:sqlite:" + store).out())
                    .isEmpty();
        }
    }

    @Test
    void external_entities_are_refused() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "top secret");
        refused(
                "<!DOCTYPE log [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n" + log(trace("1", event("&x;", 1))),
                "bad.file, line ",
                "document type definitions");
    }

    @Test
    void a_billion_laughs_are_refused() throws IOException {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE log [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 10; i++) {
            laughs.append(
                    "<!ENTITY l%d \"%s\">".formatted(i, "&l%d;".formatted(i - 1).repeat(10)));
        }
        refused(laughs + "]>\n" + log(trace("1", event("&l9;", 1))), "document type definitions");
    }

    @Test
    void an_entity_that_nobody_declared_is_malformed() throws IOException {
        refused(log(trace("1", event("&x;", 1))), "bad.file, line 5", "not well-formed XML");
    }

    @Test
    void a_gzip_bomb_ends_in_a_sentence() throws IOException {
        Path bomb = folder.resolve("bomb.xes.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write("<log>\n<trace>\n".getBytes(StandardCharsets.UTF_8));
            byte[] spaces = (" ".repeat(1022) + "\n<").substring(0, 1023).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 100_000; i++) {
                out.write(spaces);
            }
        }
        refused(importing(bomb), "bomb.xes.gz, line ", "expands to more than 250 times its size");
        refused(importing(bomb, "--max-size", "10M"), "more than 10485760 bytes", "--max-size");
    }

    @Test
    void one_endless_attribute_is_too_long() throws IOException {
        Path bomb = folder.resolve("bomb.xes.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write("<log>\n<trace>\n<string key=\"concept:name\" value=\"".getBytes(StandardCharsets.UTF_8));
            byte[] letters = "a".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1000; i++) {
                out.write(letters);
            }
        }
        refused(importing(bomb), "bomb.xes.gz, line ", "single line or tag", "--max-line");
    }

    @Test
    void compressed_data_that_was_cut_off_or_damaged_is_named_so() throws IOException {
        Path whole = Xes.gzipped(folder.resolve("log.xes.gz"), log(trace("1", event("A", 1))));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.xes.gz"), Arrays.copyOf(bytes, bytes.length / 2));
        refused(importing(cut), "cut.xes.gz, line ", "cut off");
        refused(importing(Files.write(folder.resolve("three"), Arrays.copyOf(bytes, 3))), "three, line 1", "cut off");
        bytes[bytes.length - 6] ^= 1;
        refused(importing(Files.write(folder.resolve("flipped.gz"), bytes)), "flipped.gz, line ", "damaged");
    }

    @Test
    void xes_without_what_is_needed_is_malformed() throws IOException {
        refused(log("<trace>" + event("A", 1) + "</trace>"), "line 3", "the trace has no concept:name");
        refused(
                log(trace("1", "<event><date key=\"time:timestamp\" value=\"2011-10-01T00:00:00Z\"/></event>")),
                "line 5",
                "the event has no concept:name");
        refused(
                log(trace("1", "<event><string key=\"concept:name\" value=\"A\"/></event>")),
                "line 5",
                "the event has no time:timestamp");
        refused(log(trace("1", event("A", 1), "<int key=\"late\" value=\"1\"/>")), "line 6", "behind its first event");
        refused(log(trace("1", event("A", 1, "<int value=\"1\"/>"))), "line 5", "<int> has no key");
        refused(log(trace("1", event("A", 1, "<int key=\"a\"/>"))), "line 5", "'a' has no value");
        refused(log(trace("1", event("A", 1, "<nonsense key=\"a\" value=\"1\"/>"))), "line 5", "no attribute of XES");
        refused(
                log(trace("1", event("A", 1, "<int key=\"a\" value=\"1\"/><int key=\"a\" value=\"2\"/>"))),
                "line 5",
                "'a' twice");
        refused("<html></html>", "line 1", "no XES log");
        refused(log("<trace>"), "not well-formed XML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2011-13-01T00:00:00Z", "yesterday", "2011-10-01", "", "99999-01-01T00:00:00Z"})
    void a_wrong_date_is_malformed(String date) throws IOException {
        refused(
                log(trace(
                        "1",
                        "<event><string key=\"concept:name\" value=\"A\"/><date key=\"time:timestamp\" value=\"" + date
                                + "\"/></event>")),
                "bad.file, line 5",
                "time:timestamp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<int key=\"a\" value=\"x\"/>",
                "<float key=\"a\" value=\"1,5\"/>",
                "<boolean key=\"a\" value=\"y\"/>"
            })
    void a_value_that_is_not_of_its_type_is_malformed(String attribute) throws IOException {
        refused(log(trace("1", event("A", 1, attribute))), "bad.file, line 5", "of the attribute 'a' is not");
    }

    @Test
    void names_beyond_the_limits_are_malformed() throws IOException {
        refused(log(trace("k".repeat(201), event("A", 1))), "line 5", "The key of a stream has 201 characters");
        refused(log(trace("1", event("T".repeat(201), 1))), "line 5", "The type of an event has 201 characters");
    }

    @Test
    void attributes_nested_without_end_are_malformed() throws IOException {
        String deep = "<string key=\"a\" value=\"b\">".repeat(5000) + "</string>".repeat(5000);
        refused(log(trace("1", event("A", 1, deep))), "line 5", "nested more than 100 deep");
    }

    @Test
    void lines_that_are_no_cloud_events_are_malformed() throws IOException {
        refused("{\"specversion\":\"1.0\",\n", "bad.file, line 1", "not JSON");
        refused("{not json}\n", "bad.file, line 1", "not JSON");
        refused("{}", "line 1", "'specversion' is missing");
        refused(EVENT.replace("\"id\":\"1\",", ""), "line 1", "'id' is missing");
        refused(EVENT.replace("\"1.0\"", "\"0.3\""), "line 1", "no CloudEvent of version 1");
        refused(EVENT.replace("{}", "{\"a\":\"\\u0000\"}"), "line 1", "escaped NUL");
        refused(EVENT + EVENT, "line 1", "more behind its end");
        refused(EVENT.replace("{}", "{},\"id\":\"1\""), "line 1", "'id' twice");
        refused(EVENT.replace("{}", "{},\"time\":\"noon\""), "line 1", "the time 'noon'");
        refused(EVENT.replace("{}", "{},\"stream\":\"nonsense\""), "line 1", "names no stream");
        refused(EVENT.replace("{}", "{},\"other\":{}"), "line 1", "'other' is no simple value");
        refused(EVENT.replace("{}", "{},\"Other\":1"), "line 1", "a-z 0-9");
        refused(EVENT.replace("{}", "{},\"revision\":0"), "line 1", "start at 1");
        refused(EVENT.replace("{}", "{},\"tags\":\"x\""), "line 1", "tags");
        refused(EVENT.replace("\"data\":{}", "\"data_base64\":\"%%\""), "line 1", "data_base64");
        refused("[" + EVENT + "]", "line 1", "no array around all");
        refused("hello", "line 1", "neither an XES log");
    }

    @Test
    void text_that_is_not_utf_8_is_malformed() throws IOException {
        byte[] bytes = EVENT.replace("{}", "\"ä\"").getBytes(StandardCharsets.ISO_8859_1);
        refused(importing(Files.write(folder.resolve("latin.jsonl"), bytes)), "latin.jsonl, line 1", "not UTF-8");
        byte[] xml = log(trace("ä", event("A", 1))).getBytes(StandardCharsets.ISO_8859_1);
        refused(importing(Files.write(folder.resolve("latin.xes"), xml)), "latin.xes, line ", "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-8"})
    void a_log_may_have_another_encoding_if_it_says_so(String encoding) throws IOException {
        String content = log(trace("ä", event("A", 1))).replace("UTF-8", encoding);
        Path file = Files.write(folder.resolve("log.xes"), content.getBytes(encoding));

        assertThat(importing(file).err()).isEmpty();
        assertThat(Run.of("streams", "--store", "jdbc:sqlite:" + folder.resolve("events.db"))
                        .out())
                .contains("loan-ä");
    }

    @Test
    void an_unknown_encoding_is_named() throws IOException {
        refused(log(trace("1", event("A", 1))).replace("UTF-8", "KLINGON"), "line 1", "encoding KLINGON is unknown");
    }

    @Test
    void a_huge_line_is_refused_by_its_length() throws IOException {
        Path file = folder.resolve("huge.jsonl");
        Files.writeString(file, EVENT.replace("{}", "\"" + "a".repeat(100_000) + "\""));
        refused(importing(file, "--max-line", "64k"), "huge.jsonl, line 1", "--max-line");
    }

    @Test
    void the_line_of_a_later_event_is_named_and_the_earlier_ones_wait_for_their_batch() throws IOException {
        refused(EVENT + "\r\n\r\n" + EVENT.replace("\"1\"", "\"2\"") + "\nnonsense\n", "bad.file, line 4", "not JSON");
    }

    @Test
    void byte_order_mark_and_windows_line_ends_are_fine() throws IOException {
        Path file = Xes.file(folder.resolve("windows.jsonl"), "\uFEFF" + EVENT + "\r\n");
        assertThat(importing(file).err()).isEmpty();
        assertThat(importing(Xes.file(folder.resolve("bom.xes"), "\uFEFF" + log(trace("1", event("A", 1)))))
                        .err())
                .isEmpty();
    }

    @Test
    void an_empty_file_is_no_log_but_no_events_are_no_mistake() throws IOException {
        refused(importing(Xes.file(folder.resolve("empty.xes"), "")), "empty.xes, line 1", "empty");
        assertThat(importing(Xes.file(folder.resolve("empty.jsonl"), "")).out()).contains("0 events read");
    }

    @Test
    void directories_and_missing_files_are_named() {
        refused(importing(folder), folder.toString(), "is a directory");
        refused(importing(folder.resolve("nowhere")), "nowhere does not exist");
    }
}
