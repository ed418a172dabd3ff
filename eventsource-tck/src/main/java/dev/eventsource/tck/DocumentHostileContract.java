// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.tck.Folder.LOANS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.Payload;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DocumentStore;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys and contents at their limits come back unchanged; what cannot be kept is refused, with nothing stored. */
abstract class DocumentHostileContract extends Suite {

    private DocumentStore documents;

    DocumentHostileContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_folder() {
        documents = storage.documents();
    }

    @Test
    void every_key_is_a_key_of_its_own() {
        for (String key : HostileTexts.UP_TO_200) {
            documents.put(LOANS, key, Payload.of("{}"), exactly(0));
        }

        for (String key : HostileTexts.UP_TO_200) {
            assertThat(documents.get(LOANS, key).orElseThrow().key()).isEqualTo(key);
        }
        assertThat(documents.many(LOANS, HostileTexts.UP_TO_200))
                .extracting(Document::key)
                .isEqualTo(HostileTexts.UP_TO_200);
        assertThat(documents.find(LOANS, DocumentQuery.all())).hasSameSizeAs(HostileTexts.UP_TO_200);
    }

    @Test
    void keys_that_cannot_be_are_refused() {
        Stream.concat(HostileTexts.refused(), Stream.of("", "x".repeat(201))).forEach(key -> {
            refused(() -> documents.put(LOANS, key, Payload.of("{}"), any()));
            refused(() -> documents.get(LOANS, key));
            refused(() -> documents.many(LOANS, List.of("1", key)));
            refused(() -> documents.delete(LOANS, key, any()));
            refused(() -> documents.softDelete(LOANS, key, any()));
        });
        assertThat(documents.count(LOANS, DocumentQuery.all())).isZero();
    }

    @Test
    void collections_that_cannot_be_are_refused() {
        for (String collection : List.of("", " ", "a b", "a/b", "a'b", "\u00e9", "x".repeat(65), "a\nb")) {
            refused(() -> documents.put(collection, "1", Payload.of("{}"), any()));
            refused(() -> documents.get(collection, "1"));
            refused(() -> documents.many(collection, List.of("1")));
            refused(() -> documents.find(collection, DocumentQuery.all()));
            refused(() -> documents.count(collection, DocumentQuery.all()));
            refused(() -> documents.clear(collection));
        }
        String longest = "Az09_.-".repeat(9) + "x";
        assertThat(documents.put(longest, "1", Payload.of("{}"), any())).isEqualTo(1);
        assertThat(documents.get(longest, "1")).isPresent();
    }

    @Test
    void contents_that_databases_read_differently_are_refused() {
        for (String json : List.of(
                "1",
                "[]",
                "null",
                "\"text\"",
                "{\"a\":1,\"a\":1}",
                "{\"a\":{\"b\":1,\"\\u0062\":2}}",
                "[{}]",
                "{\"a\":[{\"x\":1,\"x\":1}]}",
                "{\"a\":1e309}",
                "{\"a\":-1e400}",
                "{\"a\":1e-400}",
                "{\"a\":" + "9".repeat(400) + "}")) {
            refused(() -> documents.put(LOANS, "1", Payload.of(json), any()));
        }
        assertThat(documents.count(LOANS, DocumentQuery.all())).isZero();
    }

    @Test
    void contents_at_the_limits_come_back_to_the_byte() {
        for (String json : List.of(
                "{\"text\":\"" + "\u00e9".repeat(4_000_000) + "\"}",
                "{\"deep\":" + "[".repeat(499) + "]".repeat(499) + "}",
                " { } ",
                "{\"\":\"\",\"\\u0001\":\"\\u0001\"}",
                "{\"zero\":[0,-0,0e0,0.0,-0.0E-999],\"long\":1.00000000000000000000000000000000000000000000000001}")) {
            documents.put(LOANS, "1", Payload.of(json), any());

            assertThat(documents.get(LOANS, "1").orElseThrow().content().json()).isEqualTo(json);
            assertThat(documents.count(LOANS, DocumentQuery.all().eq("text.deep.zero", null)))
                    .isEqualTo(1);
        }
        String large = "{\"text\":\"" + "x".repeat(Payload.MAX_BYTES) + "\"}";
        refused(() -> documents.put(LOANS, "2", Payload.of(large, Integer.MAX_VALUE), any()));
    }

    private static void refused(ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call);
    }
}
