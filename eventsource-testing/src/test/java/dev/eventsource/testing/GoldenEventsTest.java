// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.codec.DefaultValue;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.Upcaster;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenEventsTest {

    @EventType(value = "LoanPaid", revision = 2)
    record Paid(BigDecimal amount, @DefaultValue("\"EUR\"") String currency) {}

    private static final EventCodec CODEC = codec(Paid.class);

    @TempDir
    Path folder;

    private static EventCodec codec(Class<?>... events) {
        return new JacksonEventCodec(
                EventTypes.of(events),
                JacksonEventCodec.Options.DEFAULT.withUpcasters(
                        Upcaster.of("LoanPaid", 1, paid -> paid.set("amount", paid.remove("sum")))));
    }

    @AfterEach
    void writeNothing() {
        System.clearProperty(GoldenEvents.PROPERTY);
    }

    private void write(String... lines) throws Exception {
        Files.write(folder.resolve("LoanPaid.jsonl"), List.of(lines));
    }

    private GoldenEvents golden() {
        return GoldenEvents.in(folder, CODEC);
    }

    @Test
    void what_was_written_yesterday_is_read_today() throws Exception {
        write(
                "{\"type\":\"LoanPaid\",\"revision\":1,\"data\":{\"sum\":1.50},"
                        + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1.50,\"currency\":\"EUR\"}}]}",
                "",
                "{\"position\":7,\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":2}}");

        golden().check();
    }

    @Test
    void what_cannot_be_read_any_more_is_named_with_its_line() throws Exception {
        write(
                "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1}}",
                "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"sum\":1}}",
                "{\"type\":\"LoanGone\",\"data\":{}}");

        Fails.with(() -> golden().check())
                .startsWith("Not all golden events in " + folder + " are read as they should be:\n\n"
                        + "LoanPaid.jsonl:2, LoanPaid revision 2, cannot be read: ")
                .contains("field amount", "LoanPaid.jsonl:3, LoanGone revision 1, cannot be read: ");
    }

    @Test
    void what_means_something_else_now_is_shown() throws Exception {
        write("{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1},"
                + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1,\"currency\":\"USD\"}}]}");

        Fails.with(() -> golden().check()).endsWith("""
                        LoanPaid.jsonl:1, LoanPaid revision 2, means something else than it did:
                        - {"type":"LoanPaid","revision":2,"data":{"amount":1,"currency":"USD"}}
                        + {"type":"LoanPaid","revision":2,"data":{"amount":1,"currency":"EUR"}}""");
    }

    @Test
    void a_type_without_a_line_is_named_and_written_when_asked() throws Exception {
        Paid sample = new Paid(new BigDecimal("1.50"), "EUR");
        Path file = folder.resolve("new").resolve("LoanPaid.jsonl");
        GoldenEvents missing = GoldenEvents.in(file.getParent(), CODEC);
        Fails.with(() -> missing.check(sample))
                .endsWith("There is none of LoanPaid revision 2: hand a Paid to check(…) and run once with"
                        + " -Deventsource.golden=write");
        assertThat(file).doesNotExist();

        System.setProperty(GoldenEvents.PROPERTY, "write");
        missing.check(sample, sample);

        assertThat(file)
                .hasContent(
                        "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1.50,\"currency\":\"EUR\"},"
                                + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1.50,\"currency\":\"EUR\"}}]}");
        missing.check(new Paid(BigDecimal.TEN, "NOK"));
        assertThat(file).content().hasLineCount(1);
        System.clearProperty(GoldenEvents.PROPERTY);
        missing.check();
    }

    @Test
    void what_it_means_is_added_when_asked_and_never_changed() throws Exception {
        String decided = "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1},"
                + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1,\"currency\":\"USD\"}}]}";
        write("{\"type\":\"LoanPaid\",\"revision\":1,\"data\":{\"sum\":1}}", decided);
        System.setProperty(GoldenEvents.PROPERTY, "write");

        Fails.with(() -> golden().check()).contains("LoanPaid.jsonl:2");
        assertThat(folder.resolve("LoanPaid.jsonl")).content().endsWith(decided + "\n");

        write(
                "{\"type\":\"LoanPaid\",\"revision\":1,\"data\":{\"sum\":1}}",
                "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1}}");
        golden().check();
        assertThat(Files.readAllLines(folder.resolve("LoanPaid.jsonl")))
                .containsExactly(
                        "{\"type\":\"LoanPaid\",\"revision\":1,\"data\":{\"sum\":1},"
                                + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1,\"currency\":\"EUR\"}}]}",
                        "{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1},"
                                + "\"today\":[{\"type\":\"LoanPaid\",\"revision\":2,\"data\":{\"amount\":1,\"currency\":\"EUR\"}}]}");
    }

    @Test
    void a_line_that_is_no_event_is_named() throws Exception {
        write("{\"type\":\"LoanPaid\"}");
        Fails.with(() -> golden().check()).isEqualTo("LoanPaid.jsonl:1 is no event: it needs type and data");

        write("{\"type\":");
        Fails.with(() -> golden().check()).startsWith("LoanPaid.jsonl:1 is no JSON: ");
    }
}
