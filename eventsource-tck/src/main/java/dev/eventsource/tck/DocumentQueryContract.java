// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.store.DocumentQuery.all;
import static dev.eventsource.tck.Folder.LOANS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finding documents by their fields means everywhere what {@link DocumentQuery} says. */
abstract class DocumentQueryContract extends Suite {

    private DocumentStore documents;
    private Folder loans;

    DocumentQueryContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_folder() {
        documents = storage.documents();
        loans = Folder.of(storage);
    }

    @Test
    void without_conditions_documents_come_by_key_in_the_order_of_code_points() {
        for (String key : List.of("b", "a", "B", "\ud83d\ude00", "\uffee", "10", "9", "a'%_\"$", "\u00e9")) {
            loans.put(key, "{}");
        }

        assertThat(found(all()))
                .containsExactly("10", "9", "B", "a", "a'%_\"$", "b", "\u00e9", "\uffee", "\ud83d\ude00");
        assertThat(found(all().limit(2).offset(3))).containsExactly("a", "a'%_\"$");
        assertThat(documents.count(LOANS, all().limit(2).offset(3))).isEqualTo(9);
        assertThat(found(all().offset(9))).isEmpty();
    }

    @Test
    void a_hundred_come_unless_more_are_wanted() {
        storage.atomically(inside -> {
            IntStream.range(0, 1001).forEach(i -> Folder.of(inside).put("k" + i, "{\"n\":" + i + "}"));
            return true;
        });

        assertThat(found(all())).hasSize(100);
        assertThat(found(all().limit(1000))).hasSize(1000);
        assertThat(found(all().orderBy("n").limit(2).offset(999))).containsExactly("k999", "k1000");
        assertThat(documents.count(LOANS, all())).isEqualTo(1001);
    }

    @Test
    void equality_knows_types_and_takes_absent_for_null() {
        some("{\"v\":\"1\"}", "{\"v\":1}", "{\"v\":1.0}", "{\"v\":true}", "{\"v\":null}", "{}", "{\"v\":[1]}");

        assertThat(found(all().eq("v", "1"))).containsExactly("0");
        assertThat(found(all().eq("v", 1))).containsExactly("1", "2");
        assertThat(found(all().eq("v", new BigDecimal("1.00")))).containsExactly("1", "2");
        assertThat(found(all().eq("v", true))).containsExactly("3");
        assertThat(found(all().eq("v", null))).containsExactly("4", "5");
        assertThat(found(all().ne("v", null))).containsExactly("0", "1", "2", "3", "6");
        assertThat(found(all().ne("v", 1))).containsExactly("0", "3", "4", "5", "6");
        assertThat(found(all().in("v", Arrays.asList("1", true, null)))).containsExactly("0", "3", "4", "5");
        assertThat(found(all().notIn("v", Arrays.asList("1", true, null)))).containsExactly("1", "2", "6");
        assertThat(found(all().in("v", List.of()))).isEmpty();
        assertThat(found(all().notIn("v", List.of()))).hasSize(7);
    }

    @Test
    void greater_and_less_compare_like_with_like_only() {
        some(
                "{\"v\":9}",
                "{\"v\":10.5}",
                "{\"v\":\"9\"}",
                "{\"v\":\"10\"}",
                "{\"v\":true}",
                "{\"v\":null}",
                "{}",
                "{\"v\":{}}");

        assertThat(found(all().gt("v", 9))).containsExactly("1");
        assertThat(found(all().gte("v", 9L))).containsExactly("0", "1");
        assertThat(found(all().lt("v", 10.5))).containsExactly("0");
        assertThat(found(all().lte("v", 10.5))).containsExactly("0", "1");
        assertThat(found(all().gt("v", "10"))).containsExactly("2");
        assertThat(found(all().lte("v", "10"))).containsExactly("3");
        assertThat(found(all().gt("v", false))).containsExactly("4");
        assertThat(found(all().lt("v", false))).isEmpty();
    }

    @Test
    void longs_are_compared_exactly_to_the_last_digit() {
        some(
                "{\"v\":9007199254740992}",
                "{\"v\":9007199254740993}",
                "{\"v\":9007199254740992.0}",
                "{\"v\":9223372036854775807}");

        assertThat(found(all().eq("v", 9007199254740993L))).containsExactly("1");
        assertThat(found(all().eq("v", 9007199254740992L))).containsExactly("0", "2");
        assertThat(found(all().gt("v", 9007199254740992.0))).containsExactly("1", "3");
        assertThat(found(all().lt("v", 0x1p63))).hasSize(4);
        assertThat(found(all().gte("v", 0x1p63))).isEmpty();
        assertThat(found(all().orderByDescending("v"))).containsExactly("3", "1", "0", "2");
    }

    @Test
    void texts_are_ordered_by_code_points() {
        some("{\"v\":\"\ud83d\ude00\"}", "{\"v\":\"\uffee\"}", "{\"v\":\"z\"}", "{\"v\":\"Z\"}", "{\"v\":\"\\u00e9\"}");

        assertThat(found(all().orderBy("v"))).containsExactly("3", "2", "4", "1", "0");
        assertThat(found(all().gt("v", "\uffee"))).containsExactly("0");
        assertThat(found(all().eq("v", "\u00e9"))).containsExactly("4");
    }

    @Test
    void unlike_types_have_an_order_and_null_comes_last() {
        some(
                "{}",
                "{\"v\":null}",
                "{\"v\":{}}",
                "{\"v\":[2]}",
                "{\"v\":\"a\"}",
                "{\"v\":2}",
                "{\"v\":1.5}",
                "{\"v\":true}",
                "{\"v\":false}");

        assertThat(found(all().orderBy("v"))).containsExactly("8", "7", "6", "5", "4", "2", "3", "0", "1");
        assertThat(found(all().orderByDescending("v"))).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    void the_second_field_decides_where_the_first_does_not() {
        some("{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":2}", "{\"a\":0,\"b\":1}", "{\"a\":1,\"b\":2}");

        assertThat(found(all().orderBy("a").orderByDescending("b"))).containsExactly("2", "1", "3", "0");
    }

    @Test
    void paths_lead_through_objects_and_nothing_else() {
        some(
                "{\"address\":{\"city\":\"Delft\",\"0\":1}}",
                "{\"address\":[{\"city\":\"Delft\"}]}",
                "{\"address.city\":\"Delft\"}",
                "{\"address\":\"city\"}",
                "{\"city\":\"Delft\"}");

        assertThat(found(all().eq("address.city", "Delft"))).containsExactly("0");
        assertThat(found(all().ne("address.0", null))).containsExactly("0");
        assertThat(found(all().eq("address.0.city", "Delft"))).isEmpty();
        assertThat(found(all().eq("address.city", null))).containsExactly("1", "2", "3", "4");
    }

    @Test
    void names_and_values_are_never_syntax() {
        List<String> names =
                List.of("it's", "a\"b", "$", "$[0]", "[0]", "%", "\\", "?", "#", "' or true --", "\ud83d\ude00");
        for (String name : names) {
            String json = name.replace("\\", "\\\\").replace("\"", "\\\"");
            loans.put(name, "{\"decoy\":1,\"" + json + "\":\"" + json + "\"}");
        }

        for (String name : names) {
            assertThat(found(all().eq(name, name))).as(name).containsExactly(name);
            assertThat(found(all().in(name, List.of(name, "x")))).as(name).containsExactly(name);
            assertThat(found(all().gte(name, name).orderBy(name))).as(name).containsExactly(name);
            assertThat(found(all().ne(name, null).limit(3))).as(name).containsExactly(name);
        }
    }

    @Test
    void a_query_may_be_as_large_as_it_gets() {
        some("{\"v\":1}", "{\"v\":\"t999\"}");
        DocumentQuery query = all();
        for (int i = 0; i < DocumentQuery.MAX_CONDITIONS - 1; i++) {
            query = query.ne("f" + i + ".deep.er", i);
        }
        for (int i = 0; i < DocumentQuery.MAX_ORDERS; i++) {
            query = query.orderBy("o" + i);
        }
        List<String> texts = IntStream.range(64, 1000).mapToObj(i -> "t" + i).toList();

        assertThat(found(query.in("v", texts))).containsExactly("1");
        assertThat(documents.count(LOANS, query.in("v", texts))).isEqualTo(1);
    }

    @Test
    void collections_do_not_see_each_other() {
        some("{\"v\":1}");
        Folder others = new Folder(documents, "LOANS");
        others.put("x", "{\"v\":1}");

        assertThat(found(all().eq("v", 1))).containsExactly("0");
        assertThat(documents.find("loan", all())).isEmpty();
        assertThat(documents.find("LOANS", all())).extracting(Document::key).containsExactly("x");
    }

    @Test
    void whatever_is_asked_the_answer_is_that_of_the_specification() throws Exception {
        Seeds.tryEach(contract.rounds(), random -> {
            documents.clear(LOANS);
            RandomDocuments generated = new RandomDocuments(random);
            storage.atomically(inside -> {
                generated.fill(Folder.of(inside), 40);
                return true;
            });
            List<Document> everything =
                    documents.find(LOANS, all().includingDeleted().limit(1000));
            for (int i = 0; i < 40; i++) {
                DocumentQuery query = generated.query();
                assertThat(documents.find(LOANS, query)).as("%s", query).isEqualTo(query.select(everything));
                assertThat(documents.count(LOANS, query))
                        .as("%s", query)
                        .isEqualTo(everything.stream().filter(query::matches).count());
            }
        });
    }

    @Test
    void softly_deleted_documents_are_found_only_if_they_are_wanted() {
        some("{\"v\":1}", "{\"v\":1}");
        documents.softDelete(LOANS, "1", any());

        assertThat(found(all().eq("v", 1))).containsExactly("0");
        assertThat(found(all().eq("v", 1).includingDeleted())).containsExactly("0", "1");
        assertThat(documents.count(LOANS, all().eq("v", 1).includingDeleted())).isEqualTo(2);
    }

    /** Puts these contents under the keys 0, 1, 2 … */
    private void some(String... contents) {
        for (int i = 0; i < contents.length; i++) {
            loans.put(String.valueOf(i), contents[i]);
        }
    }

    private List<String> found(DocumentQuery query) {
        return documents.find(LOANS, query).stream().map(Document::key).toList();
    }
}
