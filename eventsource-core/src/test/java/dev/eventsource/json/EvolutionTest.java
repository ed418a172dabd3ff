// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.DefaultValue;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Yesterday's events, read by today's code. */
class EvolutionTest {

    @EventType("LoanSubmitted")
    record LoanSubmitted(
            String applicant,
            BigDecimal amount,
            @DefaultValue("\"EUR\"") String currency) {}

    @EventType(value = "LoanApproved", aliases = "LoanConfirmed")
    record LoanApproved(String by) {}

    @EventType("LoanPaid")
    record LoanPaid(long amount) {}

    private static final Upcaster AMOUNT_AND_CURRENCY = Upcaster.of("LoanApplied", 1, loan -> {
        String[] sum = loan.remove("sum").asString().split(" ", 2);
        loan.put("amount", new BigDecimal(sum[0])).put("currency", sum[1]);
    });
    private static final Upcaster SUBMITTED = new Upcaster("LoanApplied", 2, Set.of("LoanSubmitted"), loan -> {
        ((ObjectNode) loan).set("applicant", ((ObjectNode) loan).remove("name"));
        return List.of(new JsonEvent("LoanSubmitted", 1, loan));
    });
    private static final Upcaster TWO_FACTS = Upcaster.split(
            "LoanApprovedAndPaid",
            1,
            Set.of("LoanApproved", "LoanPaid"),
            both -> List.of(
                    new JsonEvent(
                            "LoanApproved", 1, object().put("by", both.get("by").asString())),
                    new JsonEvent(
                            "LoanPaid",
                            1,
                            object().put("amount", both.get("paid").asLong()))));
    private static final Upcaster NO_FACT = Upcaster.dropped("LoanPinged", 1);

    private static final EventTypes TYPES = EventTypes.of(LoanSubmitted.class, LoanApproved.class, LoanPaid.class);
    private static final EventCodec CODEC = codec(AMOUNT_AND_CURRENCY, SUBMITTED, TWO_FACTS, NO_FACT);

    private static EventCodec codec(Upcaster... upcasters) {
        return codec(TYPES, upcasters);
    }

    private static EventCodec codec(EventTypes types, Upcaster... upcasters) {
        return new JacksonEventCodec(types, JacksonEventCodec.Options.DEFAULT.withUpcasters(upcasters));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static RecordedEvent recorded(String type, int revision, String json) {
        EventData event = new EventData(
                UUID.randomUUID(), type, revision, Instant.EPOCH, Payload.of(json), Metadata.none(), Set.of());
        return new RecordedEvent(7, StreamId.of("loan", "1"), 3, Instant.EPOCH, event);
    }

    static Stream<JsonNode> yesterday() throws Exception {
        JsonMapper exact = JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(tools.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        try (InputStream lines = EvolutionTest.class.getResourceAsStream("yesterday.jsonl")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().map(exact::readTree).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("yesterday")
    void what_was_written_yesterday_is_read_today(JsonNode golden) {
        List<Object> today = CODEC.decode(recorded(
                golden.get("type").asString(),
                golden.get("revision").asInt(),
                golden.get("payload").toString()));

        assertThat(today)
                .extracting(Object::toString)
                .containsExactlyElementsOf(golden.get("today").values().stream()
                        .map(JsonNode::asString)
                        .toList());
    }

    @Test
    void the_name_before_is_another_name_of_the_same() {
        assertThat(CODEC.decode(recorded("LoanConfirmed", 1, "{\"by\":\"Ada\"}")))
                .containsExactly(new LoanApproved("Ada"));
        assertThat(CODEC.encode(new LoanApproved("Ada"), UUID.randomUUID(), Instant.EPOCH)
                        .type())
                .isEqualTo("LoanApproved");
    }

    @Test
    void a_query_asks_for_all_that_can_become_what_it_wants() {
        assertThat(CODEC.storedNames(LoanSubmitted.class)).containsExactly("LoanApplied", "LoanSubmitted");
        assertThat(CODEC.storedNames(LoanApproved.class))
                .containsExactly("LoanApproved", "LoanApprovedAndPaid", "LoanConfirmed");
        assertThat(CODEC.storedNames(LoanPaid.class)).containsExactly("LoanApprovedAndPaid", "LoanPaid");
        assertThat(CODEC.query(LoanPaid.class).matches(recorded("LoanApprovedAndPaid", 1, "{}")))
                .isTrue();
        assertThatThrownBy(() -> CODEC.storedNames(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("java.lang.String", "LoanPaid");
    }

    @EventType(value = "LoanEnded", aliases = "LoanClosed")
    record LoanEnded(String by) {}

    @EventType(value = "LoanClosed", revision = 2, aliases = "LoanDone")
    record LoanClosed(String by) {}

    @EventType(value = "LoanEnded", revision = 2, aliases = "LoanClosed")
    record LoanEndedLater(String by) {}

    @EventType("LoanSettled")
    record LoanSettled(String by) {}

    @Test
    void an_alias_of_what_an_upcaster_makes_is_read_and_asked_for() {
        EventCodec codec = codec(EventTypes.of(LoanEnded.class), Upcaster.renamed("LoanDone", 1, "LoanClosed", 1));

        assertThat(codec.storedNames(LoanEnded.class)).containsExactly("LoanClosed", "LoanDone", "LoanEnded");
        assertThat(codec.decode(recorded("LoanDone", 1, "{\"by\":\"Ada\"}"))).containsExactly(new LoanEnded("Ada"));
    }

    @Test
    void an_alias_of_what_an_upcaster_takes_is_read_and_asked_for() {
        EventCodec codec = codec(
                EventTypes.of(LoanClosed.class, LoanSettled.class),
                Upcaster.renamed("LoanClosed", 1, "LoanSettled", 1));

        assertThat(codec.storedNames(LoanSettled.class)).containsExactly("LoanClosed", "LoanDone", "LoanSettled");
        assertThat(codec.decode(recorded("LoanDone", 1, "{\"by\":\"Ada\"}"))).containsExactly(new LoanSettled("Ada"));
    }

    @Test
    void an_alias_between_two_upcasters_leads_from_one_to_the_other() {
        EventCodec codec = codec(
                EventTypes.of(LoanEndedLater.class, LoanSettled.class),
                Upcaster.renamed("LoanDone", 1, "LoanClosed", 1),
                Upcaster.renamed("LoanEnded", 1, "LoanSettled", 1));

        assertThat(codec.storedNames(LoanSettled.class))
                .containsExactly("LoanClosed", "LoanDone", "LoanEnded", "LoanSettled");
        assertThat(codec.decode(recorded("LoanDone", 1, "{\"by\":\"Ada\"}"))).containsExactly(new LoanSettled("Ada"));
    }

    @Test
    void an_upcaster_that_takes_an_alias_is_refused_when_the_codec_is_made() {
        assertThatThrownBy(() -> codec(Upcaster.dropped("LoanConfirmed", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("LoanConfirmed revision 3", "alias", "let it take LoanApproved");
    }

    @Test
    void a_field_that_is_missing_has_its_default_and_one_that_is_null_is_refused() {
        assertThat(CODEC.decode(recorded("LoanSubmitted", 1, "{\"applicant\":\"Ada\",\"amount\":1}")))
                .containsExactly(new LoanSubmitted("Ada", BigDecimal.ONE, "EUR"));
        assertThatThrownBy(() -> CODEC.decode(
                        recorded("LoanSubmitted", 1, "{\"applicant\":\"Ada\",\"amount\":1,\"currency\":null}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("field currency");
    }

    record Nested(
            @DefaultValue("[1, 2]") List<Integer> numbers,
            @DefaultValue("{\"by\":\"nobody\"}") LoanApproved last) {}

    @EventType("Deep")
    record Deep(Nested nested) {}

    @Test
    void defaults_are_of_any_type_and_at_any_depth() {
        EventCodec codec = new JacksonEventCodec(EventTypes.of(Deep.class));

        assertThat(codec.decode(recorded("Deep", 1, "{\"nested\":{}}")))
                .containsExactly(new Deep(new Nested(List.of(1, 2), new LoanApproved("nobody"))));
    }

    @EventType("Wrong")
    record Wrong(@DefaultValue("EUR") long amount) {}

    @Test
    void a_default_that_is_none_is_refused_when_the_codec_is_made() {
        assertThatThrownBy(() -> new JacksonEventCodec(EventTypes.of(Wrong.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Wrong.amount", "long");
    }

    @Test
    void an_upcaster_that_fails_is_named_without_content() {
        assertThatThrownBy(() -> CODEC.decode(recorded("LoanApplied", 1, "{\"sum\":\"s3cret\",\"name\":\"Ada\"}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("position 7", "LoanApplied", "upcaster")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void what_comes_out_must_be_known_later_and_named() {
        RecordedEvent stored = recorded("Old", 1, "{}");

        assertThatThrownBy(() -> codec(Upcaster.renamed("Old", 1, "Unheard", 1)).decode(stored))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("upcasters made it Unheard revision 1");
        assertThatThrownBy(() -> Upcasters.of(
                                new Upcaster("Old", 1, Set.of(), one -> List.of(new JsonEvent("New", 1, one))))
                        .today(JsonEvent.of(stored)))
                .hasMessageContainingAll("Old revision 1", "New revision 1", "name the type");
        assertThatThrownBy(() -> Upcasters.of(
                                new Upcaster("Old", 1, Set.of("Old"), one -> List.of(new JsonEvent("Old", 1, one))))
                        .today(JsonEvent.of(stored)))
                .hasMessageContaining("no later revision");
        assertThatThrownBy(
                        () -> Upcasters.of(Upcaster.renamed("Old", 1, "New", 1), Upcaster.renamed("New", 1, "Old", 1))
                                .today(JsonEvent.of(stored)))
                .hasMessageContaining("in circles");
        Upcaster more = new Upcaster(
                "Old",
                1,
                Set.of("New", "Other"),
                one -> List.of(new JsonEvent("Other", 1, one), new JsonEvent("New", 1, one)));
        assertThatThrownBy(() ->
                        Upcasters.of(more, Upcaster.renamed("New", 1, "Old", 1)).today(JsonEvent.of(stored)))
                .as("with something new on each turn")
                .hasMessageContaining("in circles");
    }

    @Test
    void one_may_mean_many() {
        Upcaster split = new Upcaster(
                "Batch", 1, Set.of("One"), one -> Collections.nCopies(2_000, new JsonEvent("One", 1, one)));

        List<JsonEvent> today = Upcasters.of(split, Upcaster.renamed("One", 1, "Single", 2))
                .today(JsonEvent.of(recorded("Batch", 1, "{}")));

        assertThat(today).hasSize(2_000).extracting(JsonEvent::type).containsOnly("Single");
    }

    @Test
    void two_meanings_are_refused_when_the_codec_is_made() {
        assertThatThrownBy(() -> codec(Upcaster.dropped("LoanPaid", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("LoanPaid revision 1", "both");
        assertThatThrownBy(() -> codec(NO_FACT, NO_FACT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Two upcasters take LoanPinged revision 1");
        assertThatThrownBy(() -> TYPES.withAlias("LoanPaid", "LoanApproved"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("means itself");
        assertThatThrownBy(() -> TYPES.withAlias("LoanPaid", "LoanConfirmed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("means LoanApproved");
        assertThatThrownBy(() -> TYPES.withAlias("LoanLost", "LoanGone"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LoanLost");
    }

    @Test
    void tools_read_whatever_there_is() {
        JsonEvent stored = JsonEvent.of(recorded("Anything", 9, "{\"a\":[1,2.50,null,{\"b\":true}],\"c\":\"d\"}"));

        assertThat(stored.type()).isEqualTo("Anything");
        assertThat(stored.revision()).isEqualTo(9);
        assertThat(stored.payload().get("a").get(1).decimalValue()).isEqualTo(new BigDecimal("2.50"));
        assertThat(stored.map()).containsEntry("c", "d");
        assertThat((List<?>) stored.map().get("a")).hasSize(4).last().isEqualTo(Map.of("b", true));
        assertThat(Upcasters.of(Upcaster.of("Anything", 9, one -> one.put("c", "e")))
                        .today(stored))
                .singleElement()
                .satisfies(today -> assertThat(today.map()).containsEntry("c", "e"));
    }
}
