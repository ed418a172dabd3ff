// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Folder.LOANS;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Payload;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents and events happen together or not at all; and documents end with their storage. */
abstract class DocumentTransactionContract extends Suite {

    private static final DocumentQuery EVERY = DocumentQuery.all().includingDeleted();

    private DocumentStore documents;
    private Folder loans;

    DocumentTransactionContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_folder() {
        documents = storage.documents();
        loans = Folder.of(storage);
        loans.put("kept", "{\"amount\":1}");
        loans.put("gone", "{}");
    }

    @Test
    void events_and_documents_are_stored_together() {
        storage.atomically(inside -> {
            changeEverything(inside);
            return true;
        });

        assertThat(events.head()).isEqualTo(1);
        assertThat(loans.content("new")).contains("{}");
        assertThat(loans.content("kept")).contains("{\"amount\":2}");
        assertThat(documents.find(LOANS, EVERY)).extracting(Document::key).containsExactly("kept", "new");
    }

    @Test
    void when_the_work_throws_neither_is_stored() {
        IOException reason = new IOException("the printer is on fire");

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    changeEverything(inside);
                    throw reason;
                }))
                .isSameAs(reason);

        assertNothingChanged();
    }

    @Test
    void a_conflict_that_nobody_caught_rolls_back_both() {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    changeEverything(inside);
                    return inside.events().append(LOAN, noStream(), Loans.some(1));
                }))
                .isInstanceOf(VersionConflictException.class);
        assertNothingChanged();

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    changeEverything(inside);
                    return Folder.of(inside).put("kept", "{}", exactly(1));
                }))
                .isInstanceOf(DocumentConflictException.class);
        assertNothingChanged();
    }

    @Test
    void own_writes_are_seen_inside_at_once() {
        storage.atomically(inside -> {
            changeEverything(inside);

            Folder own = Folder.of(inside);
            assertThat(own.content("new")).contains("{}");
            assertThat(own.content("gone")).isEmpty();
            assertThat(inside.documents().many(LOANS, List.of("kept", "gone", "new")))
                    .extracting(Document::version)
                    .containsExactly(2L, 1L);
            assertThat(inside.documents().find(LOANS, DocumentQuery.all().eq("amount", 2)))
                    .hasSize(1);
            assertThat(inside.documents().count(LOANS, EVERY)).isEqualTo(2);
            assertThat(inside.documents().clear(LOANS)).isEqualTo(2);
            assertThat(inside.documents().count(LOANS, EVERY)).isZero();
            return own.put("new", "{}", noStream());
        });

        assertThat(documents.find(LOANS, EVERY)).extracting(Document::key).containsExactly("new");
    }

    @Test
    void others_see_nothing_before_the_commit_and_do_not_wait_for_it() throws Exception {
        try (HeldLock held = HeldLock.of(storage, inside -> {
            changeEverything(inside);
            return true;
        })) {
            assertNothingChanged();
            held.release();
        }
        assertThat(loans.content("new")).isPresent();
    }

    @Test
    void a_conflict_that_was_caught_leaves_the_work_usable() {
        storage.atomically(inside -> {
            Folder own = Folder.of(inside);
            assertThatThrownBy(() -> own.put("kept", "{}", exactly(7))).isInstanceOf(DocumentConflictException.class);
            assertThatThrownBy(() -> own.put("kept", "{}", noStream())).isInstanceOf(DocumentConflictException.class);
            inside.events().append(LOAN, any(), Loans.some(1));
            return own.put("kept", "{}", exactly(1));
        });

        assertThat(loans.content("kept")).contains("{}");
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void inner_works_join() {
        storage.atomically(inside -> {
            Folder.of(inside).put("new", "{}");
            return inside.atomically(deeper -> Folder.of(deeper).put("new", "{}", exactly(1)));
        });
        assertThat(documents.get(LOANS, "new").orElseThrow().version()).isEqualTo(2);

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.atomically(deeper -> Folder.of(deeper).put("new", "{}"));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertThat(documents.get(LOANS, "new").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void the_outer_storage_can_be_read_from_inside_but_not_written() {
        storage.atomically(inside -> {
            Folder.of(inside).put("kept", "{\"amount\":2}");

            assertThat(loans.content("kept")).contains("{\"amount\":1}");
            assertThat(documents.count(LOANS, EVERY)).isEqualTo(2);
            for (ThrowingCallable write : List.<ThrowingCallable>of(
                    () -> loans.put("1", "{}"),
                    () -> documents.delete(LOANS, "gone", any()),
                    () -> documents.clear(LOANS),
                    () -> Folder.of(storage.forTenant("acme")).put("1", "{}"))) {
                assertThatThrownBy(write)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("use the storage handed to you");
            }
            return true;
        });
        assertThat(documents.count(LOANS, EVERY)).isEqualTo(2);
    }

    @Test
    void counting_up_inside_works_of_many_threads_loses_nothing() throws Exception {
        List<Race.Outcome<Integer>> outcomes = Race.of(4, number -> {
            int done = 0;
            while (done < 10) {
                try {
                    storage.atomically(inside -> {
                        long version = inside.documents()
                                .get(LOANS, "kept")
                                .orElseThrow()
                                .version();
                        inside.events().append(LOAN, any(), Loans.some(1));
                        return Folder.of(inside).put("kept", "{}", exactly(version));
                    });
                    done++;
                } catch (DocumentConflictException e) {
                    assertThat(e.actual()).isPositive();
                }
            }
            return done;
        });

        outcomes.forEach(Race.Outcome::get);
        assertThat(documents.get(LOANS, "kept").orElseThrow().version()).isEqualTo(41);
        assertThat(events.head()).isEqualTo(40);
    }

    @Test
    void the_documents_of_a_used_up_storage_throw_whatever_is_called() {
        List<Storage> leaked = new ArrayList<>();
        List<DocumentStore> leakedDocuments = new ArrayList<>();
        storage.atomically(inside -> {
            leaked.add(inside);
            leakedDocuments.add(inside.documents());
            return true;
        });

        assertEnded(leakedDocuments.get(0));
        assertIllegal(() -> leaked.get(0).documents().get(LOANS, "1"));
        assertNothingChanged();
    }

    @Test
    void the_documents_of_a_closed_storage_throw_whatever_is_called() {
        DocumentStore tenants = storage.forTenant("acme").documents();
        storage.close();

        assertEnded(documents);
        assertEnded(tenants);
        assertIllegal(() -> storage.documents().get(LOANS, "1"));
    }

    /** One event, one new document, one changed, one removed. */
    private static void changeEverything(Storage inside) {
        Folder own = Folder.of(inside);
        own.put("new", "{}");
        inside.events().append(LOAN, noStream(), Loans.some(1));
        own.put("kept", "{\"amount\":2}", exactly(1));
        inside.documents().delete(LOANS, "gone", any());
    }

    private void assertNothingChanged() {
        assertThat(events.head()).isZero();
        assertThat(documents.find(LOANS, EVERY)).extracting(Document::key).containsExactly("gone", "kept");
        assertThat(documents.find(LOANS, EVERY)).extracting(Document::version).containsOnly(1L);
        assertThat(loans.content("kept")).contains("{\"amount\":1}");
    }

    private static void assertEnded(DocumentStore documents) {
        assertIllegal(() -> documents.get(LOANS, "1"));
        assertIllegal(() -> documents.many(LOANS, List.of("1")));
        assertIllegal(() -> documents.put(LOANS, "1", Payload.of("{}"), any()));
        assertIllegal(() -> documents.delete(LOANS, "1", any()));
        assertIllegal(() -> documents.softDelete(LOANS, "1", any()));
        assertIllegal(() -> documents.find(LOANS, DocumentQuery.all()));
        assertIllegal(() -> documents.count(LOANS, DocumentQuery.all()));
        assertIllegal(() -> documents.clear(LOANS));
    }

    private static void assertIllegal(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }
}
