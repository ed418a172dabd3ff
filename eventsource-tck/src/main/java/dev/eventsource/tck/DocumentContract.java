// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.event.ExpectedVersion.streamExists;
import static dev.eventsource.tck.Folder.LOANS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Storage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents by key, and their versions. */
abstract class DocumentContract extends Suite {

    private static final DocumentQuery EVERY = DocumentQuery.all().includingDeleted();

    private DocumentStore documents;
    private Folder loans;

    DocumentContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_folder() {
        documents = storage.documents();
        loans = Folder.of(storage);
    }

    @Test
    void what_was_put_is_got_to_the_byte() {
        String json = "{ \"amount\" : 20000.00,\n \"text\":\"\\u00e9\u00e9 \\\"\", \"list\":[1, 2.50,null] }";
        Instant before = Instant.now().minusSeconds(60);

        assertThat(loans.put("1", json)).isEqualTo(1);

        Document document = documents.get(LOANS, "1").orElseThrow();
        assertThat(document.collection()).isEqualTo(LOANS);
        assertThat(document.key()).isEqualTo("1");
        assertThat(document.version()).isEqualTo(1);
        assertThat(document.content().json()).isEqualTo(json);
        assertThat(document.deleted()).isFalse();
        assertThat(document.changedAt())
                .isBetween(before, Instant.now().plusSeconds(60))
                .isEqualTo(document.changedAt().truncatedTo(ChronoUnit.MICROS));
        assertThat(documents.get(LOANS, "2")).isEmpty();
        assertThat(documents.get("others", "1")).isEmpty();
    }

    @Test
    void every_put_replaces_the_content_and_raises_the_version() {
        assertThat(loans.put("1", "{\"amount\":1}")).isEqualTo(1);
        assertThat(loans.put("1", "{\"amount\":2}")).isEqualTo(2);
        assertThat(loans.put("1", "{}", exactly(2))).isEqualTo(3);
        assertThat(loans.put("2", "{}")).isEqualTo(1);

        assertThat(loans.content("1")).contains("{}");
        assertThat(documents.get(LOANS, "1").orElseThrow().version()).isEqualTo(3);
    }

    @Test
    void times_come_from_the_storages_clock() throws Exception {
        Instant noon = Instant.parse("2011-10-01T12:00:00.123456789Z");
        try (Storage dated = contract.open(Clock.fixed(noon, ZoneOffset.UTC))
                .orElseGet(() -> Assumptions.abort("The clock of this backend cannot be set"))) {
            Folder.of(dated).put("1", "{}");
            assertThat(dated.documents().get(LOANS, "1").orElseThrow().changedAt())
                    .isEqualTo(noon.truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Test
    void a_wrong_expectation_changes_nothing_and_names_both_versions() {
        loans.put("1", "{\"amount\":1}");
        loans.put("1", "{\"amount\":2}");

        refuses(() -> loans.put("1", "{}", exactly(1)), "1", exactly(1), 2);
        refuses(() -> loans.put("1", "{}", exactly(3)), "1", exactly(3), 2);
        refuses(() -> loans.put("1", "{}", noStream()), "1", noStream(), 2);
        refuses(() -> loans.put("1", "{}", exactly(0)), "1", exactly(0), 2);
        refuses(() -> loans.put("2", "{}", exactly(1)), "2", exactly(1), 0);
        refuses(() -> loans.put("2", "{}", streamExists()), "2", streamExists(), 0);
        refuses(() -> documents.delete(LOANS, "1", exactly(1)), "1", exactly(1), 2);
        refuses(() -> documents.softDelete(LOANS, "1", noStream()), "1", noStream(), 2);
        refuses(() -> documents.restore(LOANS, "2", streamExists()), "2", streamExists(), 0);

        assertThat(loans.content("1")).contains("{\"amount\":2}");
        assertThat(documents.count(LOANS, EVERY)).isEqualTo(1);
    }

    @Test
    void a_right_expectation_is_no_obstacle() {
        assertThat(loans.put("1", "{}", noStream())).isEqualTo(1);
        assertThat(loans.put("1", "{}", streamExists())).isEqualTo(2);
        assertThat(loans.put("2", "{}", exactly(0))).isEqualTo(1);
        assertThat(documents.softDelete(LOANS, "1", exactly(2))).isEqualTo(3);
        assertThat(documents.restore(LOANS, "1", streamExists())).isEqualTo(4);
        documents.delete(LOANS, "1", exactly(4));
        assertThat(loans.put("1", "{}", noStream())).isEqualTo(1);
    }

    @Test
    void what_is_deleted_for_good_begins_anew() {
        loans.put("1", "{}");
        loans.put("1", "{}");
        documents.delete(LOANS, "1", any());
        documents.delete(LOANS, "1", any());

        assertThat(documents.find(LOANS, EVERY)).isEmpty();
        assertThat(loans.put("1", "{}", noStream())).isEqualTo(1);
    }

    @Test
    void what_is_softly_deleted_is_kept_and_can_be_restored() {
        loans.put("1", "{\"amount\":1}");
        assertThat(documents.softDelete(LOANS, "1", any())).isEqualTo(2);
        assertThat(documents.softDelete(LOANS, "absent", any())).isZero();

        assertThat(documents.get(LOANS, "1")).isEmpty();
        assertThat(documents.many(LOANS, List.of("1"))).isEmpty();
        assertThat(documents.find(LOANS, DocumentQuery.all())).isEmpty();
        assertThat(documents.count(LOANS, DocumentQuery.all())).isZero();
        assertThat(documents.find(LOANS, EVERY)).singleElement().satisfies(hidden -> {
            assertThat(hidden.deleted()).isTrue();
            assertThat(hidden.version()).isEqualTo(2);
        });
        refuses(() -> loans.put("1", "{}", noStream()), "1", noStream(), 2);

        assertThat(documents.restore(LOANS, "1", exactly(2))).isEqualTo(3);
        assertThat(documents.restore(LOANS, "absent", any())).isZero();
        assertThat(loans.content("1")).contains("{\"amount\":1}");
    }

    @Test
    void putting_what_is_softly_deleted_brings_it_back() {
        for (ExpectedVersion expected : List.of(any(), streamExists(), exactly(2))) {
            documents.delete(LOANS, "1", any());
            loans.put("1", "{}");
            documents.softDelete(LOANS, "1", any());

            assertThat(loans.put("1", "{\"amount\":3}", expected)).isEqualTo(3);
            assertThat(loans.content("1")).contains("{\"amount\":3}");
        }
    }

    @Test
    void many_come_in_the_order_of_their_keys_without_the_absent() {
        for (String key : List.of("a", "b", "c", "hidden")) {
            loans.put(key, "{}");
        }
        documents.softDelete(LOANS, "hidden", any());

        assertThat(documents.many(LOANS, List.of("c", "absent", "a", "hidden", "c", "b")))
                .extracting(Document::key)
                .containsExactly("c", "a", "b");
        assertThat(documents.many(LOANS, List.of())).isEmpty();
    }

    @Test
    void a_thousand_can_be_asked_for_at_once_and_no_more() {
        storage.atomically(inside -> {
            IntStream.range(0, 1000).forEach(i -> Folder.of(inside).put("k" + i, "{}"));
            return true;
        });
        List<String> keys = IntStream.range(0, 1000).mapToObj(i -> "k" + i).toList();
        List<String> more = IntStream.range(0, 1001).mapToObj(i -> "k" + i).toList();

        assertThat(documents.many(LOANS, keys)).extracting(Document::key).isEqualTo(keys);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> documents.many(LOANS, more))
                .withMessageContaining("1000");
    }

    @Test
    void clearing_a_collection_removes_all_of_it_and_nothing_else() {
        loans.put("1", "{}");
        loans.put("2", "{}");
        documents.softDelete(LOANS, "2", any());
        documents.put("loans.archive", "1", Payload.of("{}"), any());

        assertThat(documents.clear(LOANS)).isEqualTo(2);
        assertThat(documents.clear(LOANS)).isZero();

        assertThat(documents.count(LOANS, EVERY)).isZero();
        assertThat(documents.count("loans.archive", EVERY)).isEqualTo(1);
    }

    @Test
    void of_many_who_change_one_version_one_wins() throws Exception {
        loans.put("1", "{}");
        for (long version = 1; version <= 5; version++) {
            long known = version;
            List<Race.Outcome<Long>> outcomes =
                    Race.of(4, number -> loans.put("1", "{\"by\":" + number + "}", exactly(known)));

            assertThat(outcomes)
                    .filteredOn(Race.Outcome::succeeded)
                    .singleElement()
                    .satisfies(winner -> {
                        assertThat(winner.get()).isEqualTo(known + 1);
                        assertThat(loans.content("1")).contains("{\"by\":" + outcomes.indexOf(winner) + "}");
                    });
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.succeeded())
                    .allSatisfy(loser -> assertThat(loser.failure())
                            .asInstanceOf(type(DocumentConflictException.class))
                            .satisfies(conflict -> assertThat(conflict.actual()).isEqualTo(known + 1)));
        }
    }

    @Test
    void of_many_who_create_one_document_one_wins() throws Exception {
        for (String key : List.of("1", "2", "3")) {
            List<Race.Outcome<Long>> outcomes = Race.of(4, number -> loans.put(key, "{}", noStream()));

            assertThat(outcomes).filteredOn(Race.Outcome::succeeded).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.succeeded())
                    .allSatisfy(loser -> assertThat(loser.failure()).isInstanceOf(DocumentConflictException.class));
        }
    }

    @Test
    void no_blind_write_is_lost() throws Exception {
        Race.of(4, number -> {
                    for (int i = 0; i < 25; i++) {
                        loans.put("1", "{}");
                    }
                    return 1;
                })
                .forEach(Race.Outcome::get);

        assertThat(documents.get(LOANS, "1").orElseThrow().version()).isEqualTo(100);
    }

    private static void refuses(ThrowingCallable write, String key, ExpectedVersion expected, long actual) {
        assertThatThrownBy(write)
                .asInstanceOf(type(DocumentConflictException.class))
                .satisfies(conflict -> {
                    assertThat(conflict.collection()).isEqualTo(LOANS);
                    assertThat(conflict.key()).isEqualTo(key);
                    assertThat(conflict.expected()).isEqualTo(expected);
                    assertThat(conflict.actual()).isEqualTo(actual);
                    assertThat(conflict).hasMessageStartingWith("Document loans/" + key + ": expected ");
                });
    }
}
