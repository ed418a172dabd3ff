// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.codec.DefaultValue;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventQuery;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JsonEvent;
import dev.eventsource.json.Upcaster;
import dev.eventsource.testing.EventBuilder;
import dev.eventsource.testing.GoldenEvents;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The code of docs/how-to/evolving-events.md. */
class EvolvingTest {

    sealed interface LoanEvent {}

    // DOC classes begin
    @EventType(value = "LoanSubmitted", revision = 2)
    record Submitted(
            String applicant,
            long cents,
            @DefaultValue("\"EUR\"") String currency) implements LoanEvent {}

    @EventType(value = "LoanGranted", aliases = "LoanApproved")
    record Granted(String by) implements LoanEvent {}

    @EventType("LoanPaid")
    record Paid(long cents) implements LoanEvent {}
    // DOC classes end

    // DOC upcasters begin
    static final EventCodec CODEC = new JacksonEventCodec(
            EventTypes.of(LoanEvent.class),
            JacksonEventCodec.Options.DEFAULT.withUpcasters(
                    Upcaster.of(
                            "LoanSubmitted",
                            1,
                            loan -> loan.put("cents", loan.remove("euros").asLong() * 100)),
                    Upcaster.split("LoanGrantedAndPaid", 1, Set.of("LoanGranted", "LoanPaid"), EvolvingTest::two),
                    Upcaster.renamed("LoanDisbursed", 1, "LoanPaid", 1),
                    Upcaster.dropped("LoanPinged", 1)));
    // DOC upcasters end

    private static List<JsonEvent> two(JsonNode both) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return List.of(
                new JsonEvent("LoanGranted", 1, json.objectNode().set("by", both.get("by"))),
                new JsonEvent("LoanPaid", 1, json.objectNode().set("cents", both.get("cents"))));
    }

    // DOC golden begin
    @Test
    void what_was_written_yesterday_is_read_today() {
        GoldenEvents.in(Path.of("src/test/resources/golden"), CODEC)
                .check(new Submitted("Ada", 2_000_000, "EUR"), new Granted("Grace"), new Paid(2_000_000));
    }
    // DOC golden end

    @Test
    void a_query_by_class_finds_what_was_stored_under_other_names() {
        // DOC query begin
        EventQuery paid = CODEC.query(Paid.class); // LoanPaid, LoanDisbursed, LoanGrantedAndPaid
        // DOC query end
        assertThat(paid).isEqualTo(EventQuery.all().ofType("LoanPaid", "LoanDisbursed", "LoanGrantedAndPaid"));
    }

    @Test
    void tools_read_without_classes() {
        var recorded = EventBuilder.of("Anything", "{\"a\":1}").recorded();

        // DOC weakly begin
        JsonEvent.of(recorded).payload().get("a").asInt();
        JsonEvent.of(recorded).map();
        // DOC weakly end
        assertThat(JsonEvent.of(recorded).map()).containsEntry("a", 1);
    }

    @Test
    void the_code_stands_in_the_page_to_the_letter() throws Exception {
        Page.howTo("evolving-events.md").hasTheCodeOf("EvolvingTest.java");
    }
}
