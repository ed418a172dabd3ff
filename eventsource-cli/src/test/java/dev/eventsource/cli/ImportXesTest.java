// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static dev.eventsource.cli.Xes.event;
import static dev.eventsource.cli.Xes.log;
import static dev.eventsource.cli.Xes.trace;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportXesTest {

    @TempDir
    Path folder;

    private String store() {
        return "jdbc:sqlite:" + folder.resolve("events.db");
    }

    private Run importing(Path file, String... more) {
        String[] args = {"import", file.toString(), "--store", store(), "--json"};
        return Run.of(java.util.stream.Stream.concat(java.util.Arrays.stream(args), java.util.Arrays.stream(more))
                .toArray(String[]::new));
    }

    private Run importing(String content) throws IOException {
        return importing(Xes.file(folder.resolve("log.xes"), content));
    }

    private String export() {
        return Run.of("export", "--store", store()).out();
    }

    @Test
    void a_trace_becomes_a_stream_and_its_attributes_go_into_the_first_event() throws IOException {
        Run run = importing(log(trace(
                "173688",
                "<int key=\"AMOUNT_REQ\" value=\"20000\"/>",
                "<string key=\"who\" value=\"trace\"/>",
                event(
                        "A_SUBMITTED",
                        1,
                        "<string key=\"who\" value=\"event &lt;1&gt; é\"/>",
                        "<string key=\"lifecycle:transition\" value=\"COMPLETE\"/>"),
                event("W_Call", 2, "<string key=\"lifecycle:transition\" value=\"START\"/>"))));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"events\":2", "\"added\":2", "\"known\":0");
        assertThat(export().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains(
                        "\"type\":\"A_SUBMITTED\"",
                        "\"stream\":\"loan-173688\"",
                        "\"time\":\"2011-09-30T22:00:01Z\"",
                        "\"time:timestamp\":\"2011-10-01T00:00:01.000+02:00\"",
                        "\"who\":\"event <1> é\"",
                        "\"AMOUNT_REQ\":20000",
                        "\"trace:who\":\"trace\"");
        assertThat(export().lines().toList().get(1))
                .contains("\"type\":\"W_Call+START\"")
                .doesNotContain("AMOUNT_REQ");
    }

    @Test
    void values_keep_their_types_and_nested_ones_their_shape() throws IOException {
        importing(log(trace(
                "1",
                event(
                        "E",
                        1,
                        "<int key=\"i\" value=\"007\"/>",
                        "<float key=\"f\" value=\"1.00\"/>",
                        "<float key=\"n\" value=\"NaN\"/>",
                        "<boolean key=\"b\" value=\"true\"/>",
                        "<id key=\"d\" value=\"x\"/>",
                        "<string key=\"s\" value=\"v\"><int key=\"inner\" value=\"1\"/></string>",
                        "<list key=\"l\"><values><int key=\"x\" value=\"1\"/><int key=\"x\" value=\"2\"/></values></list>",
                        "<container key=\"c\"><int key=\"y\" value=\"3\"/></container>"))));

        assertThat(export())
                .contains("\"i\":7,\"f\":1.00,\"n\":\"NaN\",\"b\":true,\"d\":\"x\","
                        + "\"s\":{\"value\":\"v\",\"attributes\":{\"inner\":1}},"
                        + "\"l\":[{\"x\":1},{\"x\":2}],\"c\":{\"y\":3}}");
    }

    @Test
    void importing_twice_adds_nothing_whatever_the_size_of_a_batch() throws IOException {
        Path file = Xes.gzipped(folder.resolve("any.name"), manyEvents(40, 7));
        assertThat(importing(file, "--batch", "10").out()).contains("\"added\":280");
        String first = export();

        for (String batch : new String[] {"1", "3", "11", "280", "10000"}) {
            assertThat(importing(file, "--batch", batch).out()).contains("\"added\":0", "\"known\":280");
        }
        assertThat(export()).isEqualTo(first);
        assertThat(Run.of("verify", "--store", store()).code()).isZero();
    }

    @Test
    void a_log_that_has_grown_adds_only_what_is_new() throws IOException {
        importing(log(trace("1", event("A", 1), event("B", 2)), trace("2", event("A", 3))));
        Run again = importing(log(
                trace("1", event("A", 1), event("B", 2), event("C", 9)),
                trace("2", event("A", 3)),
                trace("3", event("A", 4))));

        assertThat(again.out()).contains("\"events\":5", "\"added\":2", "\"known\":3");
        assertThat(Run.of("read", "loan-1", "--store", store(), "--json").lines())
                .hasSize(3);
    }

    @Test
    void what_a_foreign_writer_put_between_does_not_hide_the_rest() throws IOException {
        importing(log(trace("1", event("A", 1), event("B", 2))));
        Run.of("append", "loan-1", "--type", "Other", "--data", "{}", "--store", store());
        Run again = importing(log(trace("1", event("A", 1), event("B", 2), event("C", 9))));
        Run more = importing(log(trace("1", event("A", 1), event("B", 2), event("C", 9))));

        assertThat(again.out()).contains("\"added\":1");
        assertThat(more.out()).contains("\"added\":0");
    }

    @Test
    void two_traces_of_one_name_are_one_stream() throws IOException {
        String file = log(trace("1", event("A", 1)), trace("2", event("A", 1)), trace("1", event("B", 2)));

        assertThat(importing(file).out()).contains("\"added\":3");
        assertThat(importing(file).out()).contains("\"added\":0");
        assertThat(Run.of("streams", "--store", store(), "--json").lines()).hasSize(2);
        assertThat(export().lines().map(line -> line.replaceAll(".*\"stream\":\"([^\"]*)\".*", "$1")))
                .containsExactly("loan-1", "loan-2", "loan-1");
    }

    @Test
    void the_same_events_in_a_trace_twice_are_two_events() throws IOException {
        assertThat(importing(log(trace("1", event("A", 1), event("A", 1)))).out())
                .contains("\"added\":2");
    }

    @Test
    void tenant_and_category_are_chosen_by_options() throws IOException {
        Path file = Xes.file(folder.resolve("log.xes"), log(trace("1", event("A", 1))));
        importing(file, "--tenant", "acme", "--category", "credit");

        assertThat(Run.of("streams", "--store", store()).out()).contains("acme:credit-1");
    }

    @Test
    void after_a_malformed_event_whole_batches_are_stored_and_a_corrected_file_completes_them() throws IOException {
        String good = manyEvents(10, 3);
        String bad = good.replace("<trace>\n<string key=\"concept:name\" value=\"7\"/>", "<trace>");
        Run failed = importing(Xes.file(folder.resolve("log.xes"), bad), "--batch", "5");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("log.xes, line ", "the trace has no concept:name", "stored before it: 20");
        assertThat(importing(good).out()).contains("\"added\":10", "\"known\":20");
        assertThat(Run.of("verify", "--store", store()).code()).isZero();
    }

    private static String manyEvents(int traces, int events) {
        return log(IntStream.range(0, traces)
                .mapToObj(t -> trace(
                        Integer.toString(t),
                        IntStream.range(0, events)
                                .mapToObj(e -> event("E" + e, t * events + e))
                                .collect(Collectors.joining("\n"))))
                .toArray(String[]::new));
    }

    @Test
    void an_export_goes_through_another_store_without_a_byte_changing() throws IOException {
        importing(Xes.file(folder.resolve("log.xes"), manyEvents(5, 5)));
        Path file = folder.resolve("log.jsonl");
        Run.of("export", "--store", store(), "--output", file.toString());
        String other = "jdbc:sqlite:" + folder.resolve("other.db");
        Run.of("import", file.toString(), "--store", other);

        assertThat(Run.of("export", "--store", other).out())
                .isEqualTo(Files.readString(file))
                .isNotEmpty();
        assertThat(folder.resolve("log.jsonl.part")).doesNotExist();
    }
}
