// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {

    private static final String NAME = "azAZ09_.";
    private static final String[] HOSTILE = {
        "-", ":", "--", "::", " ", "'", "\"", "%", "\\", "/", "a", "ß", "ﬀ", "é", "e\u0301", "中", "🚗", "\u202e",
        "\u00a0", "\ufeff", "\uffff"
    };

    @Test
    void it_prints_as_category_and_key_with_the_tenant_in_front() {
        assertThat(StreamId.of("loan", "173688")).hasToString("loan-173688");
        assertThat(StreamId.of("loan", "173688").in("acme")).hasToString("acme:loan-173688");
        assertThat(StreamId.of("loan", "173688").in("acme").in("")).isEqualTo(StreamId.of("loan", "173688"));
    }

    @Test
    void parsing_what_was_printed_gives_the_same_stream_whatever_the_key() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StreamId stream = new StreamId(name(random, 0), name(random, 1), key(random));
            assertThat(StreamId.parse(stream.toString())).isEqualTo(stream);
        }
    }

    @Test
    void printing_what_was_parsed_gives_the_same_text() {
        Random random = new Random(8);
        String alphabet = "a-:.";
        int parsed = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(9); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(StreamId.parse(text.toString())).hasToString(text.toString());
                parsed++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
        assertThat(parsed).isBetween(1000, 19_000);
    }

    @Test
    void only_a_colon_before_the_first_dash_ends_a_tenant() {
        assertThat(StreamId.parse("loan-a:b-c")).isEqualTo(new StreamId("", "loan", "a:b-c"));
        assertThat(StreamId.parse("acme:loan-a:b-c")).isEqualTo(new StreamId("acme", "loan", "a:b-c"));
        assertThat(StreamId.parse("loan--")).isEqualTo(new StreamId("", "loan", "-"));
        assertThat(StreamId.parse("loan-:")).isEqualTo(new StreamId("", "loan", ":"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "loan",
                "-",
                "loan-",
                "-1",
                ":loan-1",
                "acme:-1",
                "a:b:loan-1",
                "acme:loan",
                "lo an-1",
                "lö-1"
            })
    void what_names_no_stream_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StreamId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lo-an", "lo:an", "lo an", "lö", "loan\n", "a/b"})
    void tenant_and_category_are_letters_digits_underscore_and_dot(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamId.of(name, "1"))
                .withMessageContaining("category");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamId.of("loan", "1").in(name))
                .withMessageContaining("tenant");
    }

    @Test
    void tenant_and_category_have_at_most_64_characters() {
        String longest = "x".repeat(64);
        assertThat(new StreamId(longest, longest, "1").category()).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> StreamId.of(longest + "x", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> StreamId.of("", "1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamId.of("loan", "1").in(longest + "x"));
    }

    @Test
    void a_key_has_1_to_200_units_without_control_characters_or_halves_of_pairs() {
        assertThat(StreamId.of("loan", "k".repeat(200)).key()).hasSize(200);
        assertThat(StreamId.of("loan", "🚗".repeat(100)).key()).hasSize(200);
        for (String key : new String[] {
            "",
            "k".repeat(201),
            "a\u0000",
            "a\tb",
            "a\nb",
            "\u007f",
            "\u0085",
            "\ud83d",
            "\ude97",
            "\ude97\ud83d",
            "x\ud83dy"
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamId.of("loan", key))
                    .withMessageContaining("key");
        }
    }

    @Test
    void a_refusal_is_one_short_printable_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamId.parse("\u0000\n\ud800".repeat(1000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\n", "\u0000"));
    }

    private static String name(Random random, int min) {
        StringBuilder name = new StringBuilder();
        for (int n = min + random.nextInt(4); n > 0; n--) {
            name.append(NAME.charAt(random.nextInt(NAME.length())));
        }
        return name.toString();
    }

    private static String key(Random random) {
        StringBuilder key = new StringBuilder();
        for (int n = 1 + random.nextInt(20); n > 0; n--) {
            key.append(HOSTILE[random.nextInt(HOSTILE.length)]);
        }
        return key.toString();
    }
}
