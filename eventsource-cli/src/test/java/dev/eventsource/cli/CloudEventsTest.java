// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.cloudevents.CloudEventReader;
import dev.eventsource.cli.cloudevents.CloudEventWriter;
import dev.eventsource.cli.importing.Importer;
import dev.eventsource.cli.input.Limits;
import dev.eventsource.cli.input.SourceFile;
import dev.eventsource.cli.inspect.LogPages;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsTest {

    @TempDir
    Path folder;

    private String store(String name) {
        return "jdbc:sqlite:" + folder.resolve(name + ".db");
    }

    private void given(EventData event, StreamId stream) {
        try (Storage storage = Storages.open(store("first"))) {
            storage.events().append(stream, ExpectedVersion.any(), List.of(event));
        }
    }

    private static EventData event(String json) {
        return EventData.of(UUID.randomUUID(), "T", Instant.parse("2011-10-01T00:00:00.000001Z"), Payload.of(json));
    }

    /** Exports, imports elsewhere, exports again; both exports, which must be equal. */
    private String roundTrip() throws IOException {
        Path file = folder.resolve("log.jsonl");
        Run exported = Run.of("export", "--store", store("first"), "--output", file.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        Run imported = Run.of("import", file.toString(), "--store", store("second"));
        assertThat(imported.code()).as(imported.err()).isZero();
        String again = Run.of("export", "--store", store("second")).out();
        assertThat(again).isEqualTo(Files.readString(file)).isEqualTo(throughMemory(file));
        return again;
    }

    private static String throughMemory(Path file) {
        StringBuilder lines = new StringBuilder();
        try (Storage memory = Storages.open("memory:");
                SourceFile source = SourceFile.open(file, Limits.DEFAULT)) {
            new Importer(memory, 7, 1000)
                    .run(new CloudEventReader(source, Limits.DEFAULT, "", "loan", Clock.systemUTC()), batch -> {});
            LogPages.walk(
                    memory.events(),
                    EventQuery.all(),
                    0,
                    memory.events().head(),
                    event -> lines.append(CloudEventWriter.line(event))
                                    .append('\n')
                                    .length()
                            > 0,
                    position -> {});
        }
        return lines.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":1.00,\"e\":1E+2,\"big\":123456789012345678901234567890}",
                "{ \"a\" : [ 1 , 2 ] , \"a\" : {} }",
                "\"text \\u00e9 é \\ud83d\\ude00 😀 \u2028 / \\/\"",
                "null",
                "0",
                "-0.0e-0",
                "true",
                "[]",
                "{\"a\":\"},{\\\"\"}",
                "{\n  \"a\": 1,\r\n\t\"b\": 2\n}",
                " {} ",
                "\t1\n"
            })
    void a_payload_keeps_every_byte(String json) throws IOException {
        given(event(json), StreamId.of("loan", "1"));
        roundTrip();

        try (Storage storage = Storages.open(store("second"))) {
            assertThat(storage.events().read(StreamId.of("loan", "1"), 0, 10))
                    .singleElement()
                    .satisfies(read -> assertThat(read.event().payload().json()).isEqualTo(json));
        }
    }

    @Test
    void numbers_texts_and_depths_that_a_store_accepts_are_accepted_again() throws IOException {
        given(event("9".repeat(5000)), StreamId.of("loan", "1"));
        given(event("[".repeat(500) + "]".repeat(500)), StreamId.of("loan", "1"));
        given(event("{\"" + "n".repeat(100_000) + "\":\"" + "é".repeat(1_000_000) + "\"}"), StreamId.of("loan", "1"));
        roundTrip();
    }

    @Test
    void everything_that_belongs_to_an_event_comes_back() throws IOException {
        EventData event = new EventData(
                UUID.fromString("01a1fc62-db74-7128-9acb-fb037f95828a"),
                "Größe \"geändert\"",
                7,
                Instant.parse("1700-01-01T00:00:00.000001Z"),
                Payload.of("{}"),
                Metadata.of(Map.of("actor", "me", "correlationid", "c-1", "zz", "")),
                Set.of("b", "a \"quoted\"", "ü"));
        StreamId stream = new StreamId("acme", "loan", "a:b-c/😀");
        given(event, stream);

        assertThat(roundTrip()).isEqualTo("""
                        {"specversion":"1.0","id":"01a1fc62-db74-7128-9acb-fb037f95828a","source":"/acme/loan",\
                        "type":"Größe \\"geändert\\"","subject":"a:b-c/😀","time":"1700-01-01T00:00:00.000001Z",\
                        "datacontenttype":"application/json","revision":7,"stream":"loan-a:b-c/😀","tenant":"acme",\
                        "tags":"[\\"a \\\\\\"quoted\\\\\\"\\",\\"b\\",\\"ü\\"]","actor":"me","correlationid":"c-1","zz":"",\
                        "data":{}}
                        """);
        try (Storage storage = Storages.open(store("second"))) {
            assertThat(storage.events().read(stream, 0, 10))
                    .singleElement()
                    .satisfies(read -> assertThat(read.event()).isEqualTo(event));
        }
    }

    @Test
    void streams_that_take_turns_keep_their_order_in_the_log() throws IOException {
        for (int i = 0; i < 30; i++) {
            given(event(Integer.toString(i)), StreamId.of("loan", Integer.toString(i % 3)));
        }
        assertThat(roundTrip().lines().map(line -> line.replaceAll(".*\"data\":(\\d+).*", "$1")))
                .hasSize(30)
                .startsWith("0", "1", "2", "3", "4");
    }

    @Test
    void an_export_can_be_piped_into_an_import_of_a_tenant() {
        given(event("{}"), StreamId.of("loan", "1"));
        String lines = Run.of("export", "--store", store("first")).out();
        Run imported = Run.piped(lines, "import", "-", "--store", store("second"), "--tenant", "acme", "--json");

        assertThat(imported.out()).contains("\"file\":\"standard input\"", "\"added\":1");
        assertThat(Run.of("streams", "--store", store("second")).out()).contains("acme:loan-1");
    }

    @Test
    void events_of_another_tenant_are_not_taken_into_this_one() {
        given(event("{}"), new StreamId("globex", "loan", "1"));
        String lines = Run.of("export", "--store", store("first")).out();
        Run imported = Run.piped(lines, "import", "-", "--store", store("second"), "--tenant", "acme");

        assertThat(imported.code()).isEqualTo(1);
        assertThat(imported.err()).contains("line 1", "tenant 'globex', not of 'acme'");
    }

    @Test
    void foreign_events_get_a_stream_from_their_subject_or_source_and_an_id_of_their_own() {
        String foreign = """
                {"specversion":"1.0","id":"A-1","source":"/shop","type":"order.placed","subject":"42","data":{"x":1},"comexample":true,"n":5,"gone":null}
                {"data" : [1, 2] , "specversion":"1.0","id":"A-2","source":"/shop","type":"order.placed","time":"2020-01-01T00:00:00+01:00"}
                {"specversion":"1.0","id":"A-1","source":"/other","type":"order.placed","subject":"42"}
                {"specversion":"1.0","id":"A-1","source":"/shop","type":"order.placed","subject":"42"}
                """;
        String[] args = {"import", "-", "--store", store("first"), "--category", "order", "--json"};
        assertThat(Run.piped(foreign, args).out()).contains("\"events\":4", "\"added\":3");
        assertThat(Run.piped(foreign, args).out()).contains("\"added\":0");

        assertThat(Run.of("tail", "--from", "1", "--store", store("first"), "--json")
                        .lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains(
                                        "\"stream\":\"order-42\"",
                                        "\"metadata\":{\"comexample\":\"true\",\"n\":\"5\"}",
                                        "\"data\":{\"x\":1}"),
                        second -> assertThat(second)
                                .contains(
                                        "\"stream\":\"order-/shop\"",
                                        "\"occurredAt\":\"2019-12-31T23:00:00Z\"",
                                        "\"data\":[1, 2]"),
                        third -> assertThat(third).contains("\"stream\":\"order-42\"", "\"data\":null"));
    }

    @Test
    void an_id_that_is_stored_in_another_stream_stops_the_import() {
        String line = """
                {"specversion":"1.0","id":"01a1fc62-db74-7128-9acb-fb037f95828a","source":"/s","type":"T","subject":"SUBJECT"}
                """;
        Run.piped(line.replace("SUBJECT", "1"), "import", "-", "--store", store("first"));
        Run other = Run.piped(line.replace("SUBJECT", "2"), "import", "-", "--store", store("first"));

        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("is stored already, as one of stream loan-1, not loan-2");
    }
}
