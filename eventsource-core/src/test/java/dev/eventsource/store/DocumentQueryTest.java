// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static dev.eventsource.store.DocumentQuery.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.Payload;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentQueryTest {

    @Test
    void conditions_narrow_and_a_query_never_changes() {
        DocumentQuery open = all().eq("state", "open");
        DocumentQuery large = open.gt("amount", 10).orderBy("amount").limit(5).offset(2);

        assertThat(large.matches(document("{\"state\":\"open\",\"amount\":11}")))
                .isTrue();
        assertThat(large.matches(document("{\"state\":\"open\",\"amount\":10}")))
                .isFalse();
        assertThat(large.matches(document("{\"state\":\"shut\",\"amount\":11}")))
                .isFalse();
        assertThat(open.conditions()).hasSize(1);
        assertThat(all().conditions()).isEmpty();
        assertThat(large.limit()).isEqualTo(5);
        assertThat(large.offset()).isEqualTo(2);
        assertThat(large)
                .isEqualTo(all().eq("state", "open")
                        .gt("amount", 10L)
                        .orderBy("amount")
                        .limit(5)
                        .offset(2));
    }

    @Test
    void an_opposite_is_exact() {
        for (String json : List.of("{}", "{\"v\":null}", "{\"v\":1}", "{\"v\":\"1\"}", "{\"v\":[]}", "{\"v\":{}}")) {
            for (Object value : new Object[] {null, 1, "1", true}) {
                assertThat(all().ne("v", value).matches(document(json)))
                        .as("%s %s", json, value)
                        .isNotEqualTo(all().eq("v", value).matches(document(json)));
                assertThat(all().notIn("v", Arrays.asList(value, 2)).matches(document(json)))
                        .isNotEqualTo(all().in("v", Arrays.asList(value, 2)).matches(document(json)));
            }
        }
    }

    @Test
    void numbers_compare_by_value_however_they_are_written() {
        assertThat(all().eq("v", new BigDecimal("1E+2")).matches(document("{\"v\":100}")))
                .isTrue();
        assertThat(all().eq("v", 0).matches(document("{\"v\":-0.0}"))).isTrue();
        assertThat(all().eq("v", 0.1).matches(document("{\"v\":1E-1}"))).isTrue();
        assertThat(all().gt("v", Long.MAX_VALUE).matches(document("{\"v\":9223372036854775808}")))
                .isTrue();
        assertThat(all().lt("v", 9007199254740993L).matches(document("{\"v\":9007199254740992.0}")))
                .isTrue();
    }

    @Test
    void texts_compare_by_code_points() {
        List<String> texts = new ArrayList<>(List.of("\ud83d\ude00", "\uffee", "b", "", "ab", "\ue000", "a"));
        Collections.shuffle(texts);

        texts.sort(DocumentValues::compareTexts);

        assertThat(texts).containsExactly("", "a", "ab", "b", "\ue000", "\uffee", "\ud83d\ude00");
    }

    @Test
    void what_escapes_mean_counts_not_how_they_are_written() {
        Document document = document("{\"\\u0061\\n\\\"\":\"\\ud83d\\ude00\\/\\t\"}");

        assertThat(DocumentTree.of(document.content())).containsEntry("a\n\"", "\ud83d\ude00/\t");
    }

    @Test
    void values_of_other_classes_are_refused_by_name() {
        for (Object value : List.of(Instant.EPOCH, 'c', 1.0f, List.of(), Double.NaN, Double.NEGATIVE_INFINITY)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> all().eq("field", value))
                    .withMessageContainingAll("'field'", value.getClass().getName());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq("v", new BigDecimal("1E400")));
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq("v", "a\u0000"));
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq("v", "\ud800"));
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq("v", "x".repeat(10_001)));
        assertThat(all().eq("v", "x".repeat(10_000)).conditions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a\n"})
    void paths_have_no_empty_names(String field) {
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq(field, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> all().orderBy(field));
    }

    @Test
    void limits_are_refused_beyond_themselves() {
        assertThatIllegalArgumentException().isThrownBy(() -> all().limit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> all().limit(1001));
        assertThatIllegalArgumentException().isThrownBy(() -> all().offset(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> all().in("v", Collections.nCopies(1001, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> all().eq("x".repeat(201), 1));
        DocumentQuery full = all();
        for (int i = 0; i < DocumentQuery.MAX_CONDITIONS; i++) {
            full = full.eq("v", i);
        }
        DocumentQuery most = full;
        assertThatIllegalArgumentException().isThrownBy(() -> most.eq("v", 1)).withMessageContainingAll("64", "65");
    }

    private static Document document(String json) {
        return new Document("loans", "1", 1, Payload.of(json), Instant.EPOCH, false);
    }
}
