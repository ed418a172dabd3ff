// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import static dev.eventsource.json.Loans.SUBMITTED;
import static dev.eventsource.json.Loans.TYPES;
import static dev.eventsource.json.Loans.recorded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eventsource.codec.CodecException;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.Loans.Submitted;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StrictDecodingTest {

    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JacksonEventCodec codec = new JacksonEventCodec(TYPES);
    private final String valid =
            codec.encode(SUBMITTED, new UUID(1, 2), Instant.EPOCH).payload().json();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id", "at", "due", "amount", "account", "grade", "urgent", "months", "cents", "rate", "items", "scores",
                "answers"
            })
    void a_required_component_that_is_missing_or_null_is_refused(String field) {
        ObjectNode missing = tree();
        missing.remove(field);
        CodecException e = refused("LoanSubmitted", missing.toString());
        assertThat(e.field()).isEqualTo(field);
        assertThat(e).hasMessageContaining("missing");

        ObjectNode empty = tree();
        empty.putNull(field);
        assertThat(refused("LoanSubmitted", empty.toString()).field()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"note", "broker"})
    void a_component_that_is_nullable_or_optional_may_be_missing_or_null(String field) {
        ObjectNode missing = tree();
        missing.remove(field);
        assertThat(codec.decode(recorded("LoanSubmitted", missing.toString())).get(0))
                .isEqualTo(SUBMITTED);
        ObjectNode given = tree();
        given.put(field, "x");
        Submitted read = (Submitted)
                codec.decode(recorded("LoanSubmitted", given.toString())).get(0);
        assertThat(field.equals("note") ? Optional.ofNullable(read.note()) : read.broker())
                .contains("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            id      | 1
            id      | ""
            id      | "0190c0de"
            id      | "AZDA3gAAcACAAAAAAADK_g"
            id      | "1-1-1-1-1"
            at      | 0
            at      | 1330510272.5
            at      | "1330510272"
            at      | "2012-02-29"
            at      | "2013-02-29T00:00:00Z"
            at      | ""
            due     | 15400
            due     | [2012,3,1]
            due     | ""
            due     | "2013-02-29"
            amount  | "15000.00"
            amount  | ""
            amount  | true
            amount  | [15000.00]
            account | 1.0
            account | "1"
            grade   | 0
            grade   | "0"
            grade   | ""
            grade   | "good"
            grade   | " GOOD"
            grade   | "UGLY"
            grade   | "not so good"
            grade   | ["GOOD"]
            urgent  | 1
            urgent  | "true"
            urgent  | ""
            months  | 1.0
            months  | 1e2
            months  | "1"
            months  | ""
            months  | true
            months  | 2147483648
            months  | -2147483649
            cents   | 9223372036854775808
            cents   | 1.5
            rate    | "0.1"
            rate    | "NaN"
            rate    | "Infinity"
            rate    | 1e999
            rate    | false
            note    | 5
            note    | true
            note    | {}
            note    | ["x"]
            broker  | 5
            items   | {}
            items   | "x"
            items   | ""
            scores  | []
            scores  | ""
            answers | "yes"
            """)
    void a_value_of_another_type_is_refused_with_the_path_of_its_field(String field, String json) {
        CodecException e = refused("LoanSubmitted", with(field, json));

        assertThat(e.field()).isEqualTo(field);
        assertThat(e.place()).contains(new CodecException.Place(7, StreamId.of("loan", "173688"), 3));
        assertThat(e.type()).isEqualTo("LoanSubmitted");
        assertThat(e.revision()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            items   | [{"name":"a","price":1},{"name":"b","price":"2"}]        | items[1].price
            items   | [{"name":"a","price":1},{"name":"b"}]                    | items[1].price
            items   | [{"name":"a","price":1},{"name":7,"price":2}]            | items[1].name
            items   | [{"name":"a","price":1},{"name":null,"price":2}]         | items[1].name
            items   | [{"name":"a","price":1},4711]                            | items[1]
            items   | [{"name":"a","price":1},""]                              | items[1]
            items   | [{"name":"a","price":1},[]]                              | items[1]
            scores  | {"4711":"x"}                                             | scores[*]
            answers | ["yes",4711]                                             | answers[1]
            """)
    void the_path_leads_into_lists_and_records_but_shows_no_key_of_a_map(String field, String json, String path) {
        assertThat(refused("LoanSubmitted", with(field, json)).field()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            items   | [null]
            scores  | {"a":null}
            """)
    void an_element_that_is_null_is_refused(String field, String json) {
        assertThat(refused("LoanSubmitted", with(field, json)).field()).startsWith(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[{}]", "\"\"", "\"text\"", "1", "true"})
    void a_payload_that_is_no_object_is_refused(String json) {
        assertThat(refused("LoanApproved", json)).hasMessageContaining("Event at position 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"counts\":[1,\"2\"],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[1,2.0],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[1,null],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[1,true],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[1,\"\"],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[1,3000000000],\"small\":1,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[],\"small\":128,\"medium\":1,\"letter\":\"a\"}",
                "{\"counts\":[],\"small\":1,\"medium\":32768,\"letter\":\"a\"}",
                "{\"counts\":[],\"small\":1,\"medium\":1,\"letter\":\"ab\"}",
                "{\"counts\":[],\"small\":1,\"medium\":1,\"letter\":65}",
                "{\"counts\":[],\"small\":1,\"medium\":1,\"letter\":\"\"}"
            })
    void arrays_and_small_numbers_are_as_strict(String json) {
        assertThat(refused("LoanCounted", json).field()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"NaN\"]", "[\"1\"]", "[null]", "[1e999]", "[true]", "[\"\"]", "\"NaN\""})
    void arrays_of_floating_numbers_are_as_strict(String json) {
        String rated = "{\"rates\":" + json + ",\"factor\":1,\"anything\":1}";
        assertThat(refused("LoanRated", rated).field()).startsWith("rates");
    }

    @Test
    void a_field_that_stands_twice_is_refused() {
        assertThat(refused("LoanApproved", "{\"amount\":1,\"amount\":2}")).hasMessageContaining("twice");
        assertThat(refused("LoanRated", "{\"rates\":[],\"factor\":1,\"anything\":{\"a\":1,\"a\":2}}"))
                .hasMessageContaining("twice");
    }

    @Test
    void no_refusal_shows_content() {
        String secret = "\"4711-0815\"";
        for (String field : tree().propertyNames()) {
            if (!field.equals("note") && !field.equals("broker")) {
                assertThat(refused("LoanSubmitted", with(field, secret)))
                        .hasNoCause()
                        .message()
                        .doesNotContain("4711", "0815");
            }
        }
        assertThat(refused("LoanSubmitted", with("scores", "{\"4711\":\"0815\"}")))
                .message()
                .doesNotContain("4711", "0815");
    }

    private CodecException refused(String type, String json) {
        CodecException e = catchThrowableOfType(
                CodecException.class, () -> codec.decode(recorded(type, json)).get(0));
        assertThat(e).as("refusal of %s", json).isNotNull().hasNoCause();
        return e;
    }

    private ObjectNode tree() {
        return (ObjectNode) EXACT.readTree(valid);
    }

    /** By hand, so that the text of the value stays as it is. */
    private String with(String field, String json) {
        ObjectNode tree = tree();
        tree.put(field, "@@@");
        return tree.toString().replace("\"@@@\"", json);
    }
}
