// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Folder.LOANS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents are their tenant's own. */
abstract class DocumentTenantContract extends Suite {

    private Storage acme;
    private Storage rival;

    DocumentTenantContract(Backend contract) {
        super(contract);
    }

    /** The same keys with three tenants: none, acme and rival. */
    @BeforeEach
    void put_for_three_tenants() {
        acme = storage.forTenant("acme");
        rival = storage.forTenant("rival");
        Folder.of(storage).put("1", "{\"of\":\"nobody\"}", noStream());
        Folder.of(acme).put("1", "{\"of\":\"acme\"}", noStream());
        Folder.of(rival).put("1", "{\"of\":\"rival\"}", noStream());
        Folder.of(rival).put("2", "{\"of\":\"rival\"}", noStream());
    }

    @Test
    void each_tenant_sees_its_own() {
        assertThat(Folder.of(storage).content("1")).contains("{\"of\":\"nobody\"}");
        assertThat(Folder.of(acme).content("1")).contains("{\"of\":\"acme\"}");
        assertThat(Folder.of(acme).content("2")).isEmpty();
        assertThat(acme.documents().many(LOANS, List.of("1", "2"))).hasSize(1);
        assertThat(acme.documents().count(LOANS, DocumentQuery.all())).isEqualTo(1);
        assertThat(rival.documents().find(LOANS, DocumentQuery.all()))
                .hasSize(2)
                .allSatisfy(document -> assertThat(document.content().json()).contains("rival"));
        assertThat(acme.documents().find(LOANS, DocumentQuery.all().eq("of", "rival")))
                .isEmpty();
    }

    @Test
    void each_tenant_changes_its_own() {
        Folder.of(acme).put("1", "{}");
        acme.documents().softDelete(LOANS, "1", any());
        acme.documents().delete(LOANS, "1", any());
        acme.documents().delete(LOANS, "2", any());
        assertThat(rival.documents().clear(LOANS)).isEqualTo(2);

        assertThat(Folder.of(storage).content("1")).contains("{\"of\":\"nobody\"}");
        assertThat(storage.documents().count(LOANS, DocumentQuery.all())).isEqualTo(1);
    }

    @Test
    void so_it_is_inside_transactions() {
        acme.atomically(inside -> {
            assertThat(Folder.of(inside).content("1")).contains("{\"of\":\"acme\"}");
            return Folder.of(inside).put("3", "{}");
        });
        storage.atomically(inside -> Folder.of(inside.forTenant("rival")).put("3", "{}"));

        assertThat(acme.documents().find(LOANS, DocumentQuery.all()))
                .extracting(Document::key)
                .containsExactly("1", "3");
        assertThat(Folder.of(rival).content("3")).isPresent();
        assertThat(Folder.of(storage).content("3")).isEmpty();
    }

    @Test
    void documents_of_a_tenant_can_be_asked_for_by_name_but_not_by_another_tenant() {
        assertThat(new Folder(storage.documents().forTenant("acme"), LOANS).content("1"))
                .contains("{\"of\":\"acme\"}");
        assertThat(new Folder(acme.documents().forTenant("acme"), LOANS).content("1"))
                .contains("{\"of\":\"acme\"}");
        for (String other : List.of("rival", "", "no such/name")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> acme.documents().forTenant(other));
        }
    }
}
