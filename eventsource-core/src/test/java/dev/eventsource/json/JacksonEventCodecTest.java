// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static dev.eventsource.json.Loans.SUBMITTED;
import static dev.eventsource.json.Loans.TYPES;
import static dev.eventsource.json.Loans.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eventsource.codec.CodecException;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.json.JacksonEventCodec.Options;
import dev.eventsource.json.Loans.Approved;
import dev.eventsource.json.Loans.Counted;
import dev.eventsource.json.Loans.Item;
import dev.eventsource.json.Loans.Rated;
import dev.eventsource.json.Loans.Scheduled;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

class JacksonEventCodecTest {

    private static final UUID ID = UUID.fromString("0190c0de-0000-7000-8000-000000000001");

    private final JacksonEventCodec codec = new JacksonEventCodec(TYPES);

    @Test
    void an_event_comes_back_as_it_was() {
        assertThat(codec.decode(recorded(encode(SUBMITTED))).get(0)).isEqualTo(SUBMITTED);
        Counted counted = (Counted) codec.decode(
                        recorded(encode(new Counted(new int[] {1, -2}, Byte.MIN_VALUE, Short.MAX_VALUE, 'ß'))))
                .get(0);
        assertThat(counted)
                .usingRecursiveComparison()
                .isEqualTo(new Counted(new int[] {1, -2}, Byte.MIN_VALUE, Short.MAX_VALUE, 'ß'));
    }

    @Test
    void times_come_back_with_their_offset_and_zone() {
        Scheduled scheduled = new Scheduled(
                LocalTime.parse("10:15"),
                LocalDateTime.parse("2012-02-29T10:15"),
                OffsetDateTime.parse("2012-02-29T10:15:00.000000001+01:00"),
                ZonedDateTime.parse("2012-10-28T02:30:00+01:00[Europe/Amsterdam]"),
                Duration.ofSeconds(3, 5));

        assertThat(codec.decode(recorded(encode(scheduled))).get(0)).isEqualTo(scheduled);
    }

    @Test
    void an_event_is_written_in_the_order_of_its_components_and_nothing_else() {
        assertThat(encode(SUBMITTED).payload().json())
                .isEqualTo("{\"id\":\"0190c0de-0000-7000-8000-00000000cafe\",\"at\":\"2012-02-29T10:11:12.123456789Z\","
                        + "\"due\":\"2012-03-01\",\"amount\":15000.00,\"account\":123456789012345678901234567890,"
                        + "\"grade\":\"BAD\",\"urgent\":true,\"months\":-36,\"cents\":-9223372036854775808,"
                        + "\"rate\":0.1,\"items\":[{\"name\":\"car\",\"price\":1E+3},"
                        + "{\"name\":\"Zubehör \\\"€\\\" 🚗\",\"price\":0.10}],"
                        + "\"scores\":{\"a\":1,\"b\":2,\"c\":3},\"note\":null,\"broker\":null,"
                        + "\"answers\":[\"yes\",null]}");
    }

    @Test
    void an_event_is_encoded_under_its_name_with_the_id_and_time_given() {
        Instant at = Instant.parse("2012-02-29T10:11:12.123456Z");
        EventData event = codec.encode(new Approved(BigDecimal.TEN), ID, at);

        assertThat(event).isEqualTo(EventData.of(ID, "LoanApproved", at, Payload.of("{\"amount\":10}")));
        assertThat(codec.types()).isSameAs(TYPES);
    }

    @Test
    void decimals_of_any_scale_and_precision_come_back_exactly() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            BigDecimal amount =
                    new BigDecimal(new java.math.BigInteger(random.nextInt(400), random), random.nextInt(600) - 300);
            assertThat(codec.decode(recorded(encode(new Approved(amount)))).get(0))
                    .isEqualTo(new Approved(amount));
        }
    }

    @Test
    void a_number_that_could_not_be_read_again_is_refused_before_it_is_stored() {
        Approved endless = new Approved(new BigDecimal("9".repeat(2000)));

        assertThat(refused(endless)).hasMessageContaining("longer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\ud83d", "\ude97x"})
    void a_text_that_no_backend_could_keep_is_refused(String text) {
        assertThat(refused(new Rated(new double[0], 1, text))).hasMessageContainingAll("LoanRated", "payload");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void what_is_no_json_number_is_refused_wherever_it_stands(double number) {
        double[] fine = {1};
        assertThat(refused(new Rated(new double[] {1, number}, 1, "")))
                .hasMessageContaining("NaN and Infinity")
                .extracting(CodecException::field)
                .asString()
                .startsWith("rates");
        assertThat(refused(new Rated(fine, (float) number, "")).field()).isEqualTo("factor");
        assertThat(refused(new Rated(fine, 1, Map.of("secret", List.of(1, number))))
                        .field())
                .isEqualTo("anything[*][1]");
        assertThat(refused(new Rated(fine, 1, number))).hasMessageContaining("NaN and Infinity");
    }

    @Test
    void a_required_component_that_is_null_is_refused_before_it_is_stored() {
        assertThat(refused(new Rated(new double[0], 1, nothing())).field()).isEqualTo("anything");
        Item hole = new Item(nothing(), BigDecimal.ONE);
        CodecException e = refused(new Loans.Submitted(
                SUBMITTED.id(),
                SUBMITTED.at(),
                SUBMITTED.due(),
                SUBMITTED.amount(),
                SUBMITTED.account(),
                SUBMITTED.grade(),
                true,
                1,
                1,
                1,
                Arrays.asList(SUBMITTED.items().get(0), hole),
                Map.of(),
                null,
                SUBMITTED.broker(),
                List.of()));
        assertThat(e.field()).isEqualTo("items[1].name");
        assertThat(e.place()).isEmpty();
    }

    @Test
    void an_element_that_is_null_is_refused_unless_it_may_be() {
        List<Item> holes = Collections.singletonList(nothing());
        CodecException e = refused(new Loans.Submitted(
                SUBMITTED.id(),
                SUBMITTED.at(),
                SUBMITTED.due(),
                SUBMITTED.amount(),
                SUBMITTED.account(),
                SUBMITTED.grade(),
                true,
                1,
                1,
                1,
                holes,
                Map.of(),
                null,
                SUBMITTED.broker(),
                List.of()));

        assertThat(e.field()).startsWith("items");
    }

    @Test
    void an_unknown_class_is_refused_and_what_is_known_is_listed() {
        assertThat(refused("text")).hasMessageContainingAll("java.lang.String", "LoanApproved (1)");
    }

    @Test
    void an_unknown_type_or_revision_is_refused_and_what_is_known_is_listed() {
        assertThatThrownBy(() -> codec.decode(recorded("LoanForgotten", "{}")).get(0))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("position 7", "LoanForgotten", "LoanApproved (1)");
        EventData newer = new EventData(
                ID,
                "LoanApproved",
                2,
                Instant.EPOCH,
                Payload.of("{}"),
                encode(new Approved(BigDecimal.ONE)).metadata(),
                java.util.Set.of());
        assertThatThrownBy(() -> codec.decode(recorded(newer)).get(0))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("revision 2", "LoanApproved (1)");
    }

    @Test
    void unknown_fields_are_ignored_unless_they_shall_be_refused() {
        String json = "{\"amount\":1,\"new\":{\"deep\":[1]}}";
        JacksonEventCodec strict = new JacksonEventCodec(TYPES, Options.DEFAULT.refusingUnknownFields());

        assertThat(codec.decode(recorded("LoanApproved", json)).get(0)).isEqualTo(new Approved(BigDecimal.ONE));
        CodecException e = catchThrowableOfType(
                CodecException.class,
                () -> strict.decode(recorded("LoanApproved", json)).get(0));
        assertThat(e.field()).isEqualTo("new");
        assertThat(strict.decode(recorded(strict.encode(SUBMITTED, ID, Instant.EPOCH)))
                        .get(0))
                .isEqualTo(SUBMITTED);
    }

    @Test
    void what_a_constructor_refuses_is_named_by_exception_and_line_but_its_message_is_not_told() {
        assertThatThrownBy(() -> codec.decode(recorded("LoanApproved", "{\"amount\":-4711}"))
                        .get(0))
                .isInstanceOf(CodecException.class)
                .hasNoCause()
                .hasMessageContainingAll("Approved refused it", "IllegalArgumentException", "Loans.java")
                .message()
                .doesNotContain("4711", "secret");
    }

    @Test
    void a_mapper_of_ones_own_stays_strict_and_without_class_names() {
        JsonMapper lax = JsonMapper.builder()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfBaseType(Object.class)
                                .build(),
                        DefaultTyping.NON_FINAL_AND_ENUMS)
                .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                .enable(tools.jackson.databind.DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        JacksonEventCodec own = new JacksonEventCodec(TYPES, Options.DEFAULT.withMapper(lax));

        assertThat(own.encode(SUBMITTED, ID, Instant.EPOCH)).isEqualTo(codec.encode(SUBMITTED, ID, Instant.EPOCH));
    }

    private EventData encode(Object event) {
        return codec.encode(event, ID, Instant.EPOCH);
    }

    private CodecException refused(Object event) {
        CodecException e = catchThrowableOfType(CodecException.class, () -> encode(event));
        assertThat(e).hasNoCause();
        return e;
    }

    /** What a caller can hand over whom no checker of nulls stops. */
    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
    private static <T> T nothing() {
        return null;
    }
}
