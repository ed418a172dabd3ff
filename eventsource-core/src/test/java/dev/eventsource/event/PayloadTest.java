// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

class PayloadTest {

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(500).build())
            .build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-0",
                "-0.0e-0",
                "1E+400",
                "12.50",
                "true",
                "false",
                "null",
                " \t\r\n[ ] \n",
                "{\"a\":{\"b\":[1,2,{}]},\"c\":\"\"}",
                "[[],{},[[]]]",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                "\"\\ud83d\\ude97\"",
                "\"\\uD83D\\uDE97\"",
                "\"🚗\"",
                "\"\u007f\u0085\u2028\ufeff\uffff\"",
                "\"\\u0001\"",
                "{\"\":1}",
                "{\"a\":1,\"a\":2}",
                "\"\\\\u0000\"",
                "\"\\\\ud800\""
            })
    void a_json_value_is_kept_to_the_byte(String json) {
        assertThat(Payload.of(json).json()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "{]",
                "[}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "'a'",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "-a",
                "0x1",
                "1_0",
                "NaN",
                "Infinity",
                "-Infinity",
                "tru",
                "True",
                "nul",
                "nulll",
                "undefined",
                "1 2",
                "{} {}",
                "[] x",
                "\"a\" \"b\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u\uff11234\"",
                "\"\\",
                "\"\\u",
                "\"a\nb\"",
                "\"\t\"",
                "\"\u001f\"",
                "\ufeff{}",
                "\u00a0{}",
                "// c\n1",
                "/* c */ 1",
                "[1]]",
                "{\"a\":1}}",
                "{\"a\":1 \"b\":2}",
                "{\"a\" 1}",
                "\"\u0000\"",
                "\"\\u0000\"",
                "{\"\\u0000\":1}",
                "\"\ud800\"",
                "\"\udc00\"",
                "\"\udc00\ud800\"",
                "\"\ud800x\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "\"\\ud800\\ud800\"",
                "\"\\ud800x\"",
                "\"\\ud800\udc00\"",
                "\"\ud800" + "\\udc00\"",
                "{\"\ud800\":1}"
            })
    void what_is_no_json_or_could_not_be_stored_everywhere_is_refused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.of(json))
                .withMessageContaining("not valid JSON at index");
    }

    @Test
    void a_refusal_names_the_place_and_shows_no_content() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Payload.of("{\"pin\": 4711x}"))
                .withMessageContaining("index 12")
                .withMessageNotContainingAny("4711", "pin");
    }

    @Test
    void nesting_is_limited_to_500_levels() {
        for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
            String inner = pair[0].equals("[") ? "" : "1";
            assertThatCode(() -> Payload.of(pair[0].repeat(500) + inner + pair[1].repeat(500)))
                    .doesNotThrowAnyException();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Payload.of(pair[0].repeat(501) + inner + pair[1].repeat(501)))
                    .withMessageContaining("500");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Payload.of("[".repeat(1_000_000)));
    }

    @Test
    void the_limit_counts_bytes_of_utf_8() {
        for (String text : new String[] {"a", "é", "中", "🚗", "\u07ff", "\u0800", "\uffff", "\u0080", "\u007f"}) {
            String json = "\"" + text + "\"";
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            assertThat(Payload.of(json, bytes).bytes()).isEqualTo(bytes);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Payload.of(json, bytes - 1))
                    .withMessageContainingAll(bytes + " bytes", "at most " + (bytes - 1));
        }
        assertThatCode(() -> Payload.of(text(Payload.MAX_BYTES))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> Payload.of(text(Payload.MAX_BYTES + 1)));
    }

    @Test
    void payloads_are_equal_by_their_text_and_never_print_it() {
        assertThat(Payload.of("{\"pin\":4711}"))
                .isEqualTo(Payload.stored("{\"pin\":4711}"))
                .hasSameHashCodeAs(Payload.stored("{\"pin\":4711}"))
                .isNotEqualTo(Payload.of("{\"pin\": 4711}"))
                .hasToString("Payload[12 bytes]");
    }

    @Test
    void it_agrees_with_jackson_on_random_texts() {
        Random random = new Random(42);
        int valid = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = random.nextInt(3) == 0 ? soup(random) : damaged(random, value(random, 0));
            boolean expected = jacksonReads(text);
            boolean actual = isPayload(text);
            assertThat(actual).as("is %s a payload?", text).isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isBetween(20_000, 180_000);
    }

    private static boolean isPayload(String text) {
        try {
            Payload.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean jacksonReads(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            int values = 0;
            int depth = 0;
            while (parser.nextToken() != null) {
                if (parser.currentToken().isStructStart()) {
                    depth++;
                } else if (parser.currentToken().isStructEnd()) {
                    depth--;
                } else {
                    parser.getString();
                }
                values += depth == 0 ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> pick(random, "0", "-1", "1.5", "2e3", "-0.1E-7", "12345678901234567890");
            case 1 -> pick(random, "true", "false", "null");
            case 2, 3 -> pick(random, "\"\"", "\"a\"", "\"\\n\"", "\"\\u00e9\"", "\"é中\"");
            case 4 -> "[" + list(random, depth, "") + "]";
            default -> "{" + list(random, depth, "\"k\" :") + "}";
        };
    }

    private static String list(Random random, int depth, String name) {
        StringBuilder list = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            list.append(name).append(value(random, depth + 1)).append(n > 1 ? pick(random, ",", ", ", "\n,") : "");
        }
        return list.toString();
    }

    private static String damaged(Random random, String json) {
        if (random.nextBoolean()) {
            return json;
        }
        int at = random.nextInt(json.length() + 1);
        String rest = json.substring(Math.min(json.length(), at + random.nextInt(2)));
        return json.substring(0, at)
                + pick(random, "", "", ",", "}", "]", "\"", " ", "0", "e", ".", "-", ":", "\\")
                + rest;
    }

    private static String soup(Random random) {
        StringBuilder soup = new StringBuilder();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            soup.append(pick(
                    random, "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "1", "0", "-", ".", "e", "true", " ",
                    "\\u00e9"));
        }
        return soup.toString();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String text(int bytes) {
        return "\"" + "a".repeat(bytes - 2) + "\"";
    }
}
