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
    void a_bound_is_of_one_type_and_within_or_not_as_its_name_says() {
        record Case(String json, boolean gt, boolean gte, boolean lt, boolean lte) {}
        for (Case one : List.of(
                new Case("{\"v\":1}", false, false, true, true),
                new Case("{\"v\":2}", false, true, false, true),
                new Case("{\"v\":3}", true, true, false, false),
                new Case("{\"v\":\"3\"}", false, false, false, false),
                new Case("{\"v\":null}", false, false, false, false),
                new Case("{}", false, false, false, false))) {
            assertThat(all().gt("v", 2).matches(document(one.json)))
                    .as("gt %s", one)
                    .isEqualTo(one.gt);
            assertThat(all().gte("v", 2).matches(document(one.json)))
                    .as("gte %s", one)
                    .isEqualTo(one.gte);
            assertThat(all().lt("v", 2).matches(document(one.json)))
                    .as("lt %s", one)
                    .isEqualTo(one.lt);
            assertThat(all().lte("v", 2).matches(document(one.json)))
                    .as("lte %s", one)
                    .isEqualTo(one.lte);
        }
    }

    @Test
    void a_condition_by_type_holds_where_one_of_its_parts_does() {
        DocumentCondition mixed = condition(all().in("v", Arrays.asList(1, "a", null, 2)));

        assertThat(mixed.byType())
                .extracting(DocumentCondition::values)
                .containsExactlyInAnyOrder(List.of(1L, 2L), List.of("a"), Collections.singletonList(null));
        assertThat(condition(all().gt("v", 1)).byType()).containsExactly(condition(all().gt("v", 1)));
        assertThat(condition(all().eq("v", 1)).byType()).containsExactly(condition(all().in("v", List.of(1))));
    }

    @Test
    void documents_come_by_the_first_order_then_the_next_and_in_the_end_by_key() {
        List<Document> documents = List.of(
                document("d", "{\"a\":1,\"b\":1}"),
                document("c", "{\"a\":1,\"b\":2}"),
                document("b", "{\"a\":0,\"b\":9}"),
                document("a", "{\"a\":1,\"b\":1}"));

        assertThat(all().orderBy("a").orderByDescending("b").select(documents))
                .extracting(Document::key)
                .containsExactly("b", "c", "a", "d");
        assertThat(all().orderByDescending("a").select(documents))
                .extracting(Document::key)
                .containsExactly("a", "c", "d", "b");
        assertThat(all().orderBy("a").offset(1).limit(2).select(documents))
                .extracting(Document::key)
                .containsExactly("a", "c");
        assertThat(documents.stream().sorted(all().orderBy("b").order()).map(Document::key))
                .containsExactly("a", "d", "c", "b");
    }

    @Test
    void softly_deleted_documents_are_wanted_only_when_asked_for() {
        Document deleted = new Document("loans", "1", 1, Payload.of("{}"), Instant.EPOCH, true);

        assertThat(all().matches(deleted)).isFalse();
        assertThat(all().includingDeleted().matches(deleted)).isTrue();
    }

    @Test
    void numbers_are_longs_or_doubles_or_refused() {
        assertThat(DocumentNumber.of("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(DocumentNumber.of("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(DocumentNumber.of("9223372036854775808")).isEqualTo(0x1p63);
        assertThat(DocumentNumber.of("1.0")).isEqualTo(1.0);
        assertThat(DocumentNumber.of("1e1")).isEqualTo(10.0);
        assertThat(DocumentNumber.of("1E1")).isEqualTo(10.0);
        assertThat(DocumentNumber.of("0e-999")).isEqualTo(0.0);
        assertThat(DocumentNumber.of("4.9E-324")).isEqualTo(Double.MIN_VALUE);
        for (String beyond : List.of("1e999", "-1E999", "1e-999", "10e-999", "1".repeat(400))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DocumentNumber.of(beyond))
                    .withMessageContaining("beyond the range of a double");
        }
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

    private static DocumentCondition condition(DocumentQuery query) {
        return query.conditions().get(0);
    }

    private static Document document(String json) {
        return document("1", json);
    }

    private static Document document(String key, String json) {
        return new Document("loans", key, 1, Payload.of(json), Instant.EPOCH, false);
    }
}
