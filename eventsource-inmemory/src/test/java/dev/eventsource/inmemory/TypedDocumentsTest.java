// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.store.DocumentQuery.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.event.Payload;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.store.DocumentConflictException;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Documents as objects of a class. */
class TypedDocumentsTest {

    private final Storage storage = new InMemoryStorage();
    private final Documents<OpenLoan> loans =
            new Documents<>(storage, "open-loans", new JacksonStateCodec<>(OpenLoan.class));

    @Test
    void objects_come_back_as_they_were_put() {
        OpenLoan loan = new OpenLoan(20_000, new Address("Delft"));

        assertThat(loans.put("1", loan, noStream())).isEqualTo(1);

        Documents.Entry<OpenLoan> entry = loans.get("1").orElseThrow();
        assertThat(entry.content()).isEqualTo(loan);
        assertThat(entry.key()).isEqualTo("1");
        assertThat(entry.version()).isEqualTo(1);
        assertThat(entry.changedAt()).isNotNull();
        assertThat(entry.deleted()).isFalse();
        assertThat(loans.get("2")).isEmpty();
        assertThatThrownBy(() -> loans.put("1", loan, exactly(2))).isInstanceOf(DocumentConflictException.class);
    }

    @Test
    void every_method_means_what_the_stores_does() {
        put("a", 1, "Delft");
        put("b", 2, "Leiden");
        put("c", 3, "Delft");

        assertThat(loans.find(all().eq("address.city", "Delft").orderByDescending("amount")))
                .extracting(Documents.Entry::key)
                .containsExactly("c", "a");
        assertThat(loans.count(all().gt("amount", 1))).isEqualTo(2);
        assertThat(loans.many(List.of("c", "x", "a")))
                .extracting(entry -> entry.content().amount())
                .containsExactly(3L, 1L);
        assertThat(loans.softDelete("a", exactly(1))).isEqualTo(2);
        assertThat(loans.get("a")).isEmpty();
        assertThat(loans.find(all().includingDeleted()).get(0).deleted()).isTrue();
        assertThat(loans.restore("a", any())).isEqualTo(3);
        loans.delete("b", any());
        assertThat(loans.clear()).isEqualTo(2);
    }

    @Test
    void a_field_that_the_class_does_not_have_is_refused_and_the_known_ones_are_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loans.find(all().eq("amont", 1)))
                .withMessage("The query asks for 'amont', but OpenLoan has no such field; it has amount, address,"
                        + " address.city");
        assertThatIllegalArgumentException().isThrownBy(() -> loans.find(all().orderBy("address.town")));
        assertThatIllegalArgumentException().isThrownBy(() -> loans.count(all().ne("city", null)));
    }

    @Test
    void content_that_does_not_fit_names_the_document() {
        storage.documents().put("open-loans", "odd", Payload.of("{\"amount\":\"much\"}"), any());

        assertThatThrownBy(() -> loans.get("odd"))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("OpenLoan", "document open-loans/odd", "amount");
    }

    @Test
    void in_a_transaction_they_are_stored_with_it_or_not_at_all() {
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    loans.in(inside).put("1", new OpenLoan(1, new Address("Delft")), any());
                    assertThat(loans.in(inside).get("1")).isPresent();
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(loans.get("1")).isEmpty();
    }

    @Test
    void a_collection_that_cannot_be_is_refused_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Documents<>(storage, "open loans", new JacksonStateCodec<>(OpenLoan.class)));
    }

    private void put(String key, long amount, String city) {
        loans.put(key, new OpenLoan(amount, new Address(city)), any());
    }

    record OpenLoan(long amount, Address address) {}

    record Address(String city) {}
}
