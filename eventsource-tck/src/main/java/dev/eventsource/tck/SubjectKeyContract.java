// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKey.Forgotten;
import dev.eventsource.store.SubjectKey.Wrapped;
import dev.eventsource.store.SubjectKeyStore;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of subjects: one each, gone for good when the subject is forgotten. */
abstract class SubjectKeyContract extends Suite {

    private static final Instant THEN = Instant.parse("2011-10-01T08:38:44.546123Z");
    private static final Wrapped ADA = new Wrapped("ada", "2011", "a2V5");

    private SubjectKeyStore keys;

    SubjectKeyContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void find() {
        keys = SubjectKeyStore.of(storage);
    }

    @Test
    void the_first_key_of_a_subject_stays() {
        assertThat(keys.find("ada")).isEmpty();

        assertThat(keys.create(ADA)).isEqualTo(ADA);
        assertThat(keys.create(new Wrapped("ada", "2012", "b3RoZXI"))).isEqualTo(ADA);

        assertThat(keys.find("ada")).contains(ADA);
        assertThat(keys.find("grace")).isEmpty();
    }

    @Test
    void a_forgotten_subject_has_no_key_and_gets_none() {
        keys.create(ADA);

        assertThat(keys.forget("ada", THEN)).isTrue();

        SubjectKey forgotten = new Forgotten("ada", THEN);
        assertThat(keys.find("ada")).contains(forgotten);
        assertThat(keys.create(ADA)).isEqualTo(forgotten);
        assertThat(keys.rewrap(ADA, new Wrapped("ada", "2012", "bmV3"))).isFalse();
        assertThat(keys.find("ada")).contains(forgotten);
        assertThat(keys.wrappedOtherwise("2012", 10)).isEmpty();
    }

    @Test
    void forgetting_twice_changes_nothing() {
        keys.create(ADA);
        keys.forget("ada", THEN);

        assertThat(keys.forget("ada", THEN.plusSeconds(1))).isFalse();

        assertThat(keys.find("ada")).contains(new Forgotten("ada", THEN));
    }

    @Test
    void who_never_had_a_key_can_be_forgotten_too() {
        assertThat(keys.forget("ada", THEN)).isTrue();

        assertThat(keys.create(ADA)).isEqualTo(new Forgotten("ada", THEN));
    }

    @Test
    void keys_under_other_master_keys_are_found_and_put_under_a_new_one() {
        Wrapped grace = new Wrapped("grace", "2012", "Z3JhY2U");
        Wrapped renewed = new Wrapped("ada", "2012", "bmV3");
        keys.create(ADA);
        keys.create(grace);
        assertThat(keys.wrappedOtherwise("2012", 10)).containsExactly(ADA);
        assertThat(keys.wrappedOtherwise("2013", 10)).containsExactlyInAnyOrder(ADA, grace);
        assertThat(keys.wrappedOtherwise("2013", 1)).hasSize(1);

        assertThat(keys.rewrap(ADA, renewed)).isTrue();

        assertThat(keys.find("ada")).contains(renewed);
        assertThat(keys.rewrap(ADA, new Wrapped("ada", "2013", "bGF0ZQ"))).isFalse();
        assertThat(keys.find("ada")).contains(renewed);
        assertThat(keys.wrappedOtherwise("2012", 10)).isEmpty();
    }

    @Test
    void every_tenant_has_keys_of_its_own() {
        SubjectKeyStore acme = SubjectKeyStore.of(storage.forTenant("acme"));
        SubjectKeyStore rival = keys.forTenant("rival");
        Wrapped theirs = new Wrapped("ada", "2011", "dGhlaXJz");
        keys.create(ADA);
        acme.create(theirs);

        rival.forget("ada", THEN);

        assertThat(keys.find("ada")).contains(ADA);
        assertThat(acme.find("ada")).contains(theirs);
        assertThat(keys.forTenant("acme").find("ada")).contains(theirs);
        assertThat(acme.wrappedOtherwise("", 10)).containsExactly(theirs);
        assertThat(rival.wrappedOtherwise("", 10)).isEmpty();
        assertThat(keys.tenants()).containsExactly("", "acme", "rival");
        assertThat(acme.tenants()).containsExactly("acme");
    }

    @Test
    void the_view_of_a_tenant_does_not_become_another_ones() {
        for (String tenant : List.of("acme", "")) {
            SubjectKeyStore view = SubjectKeyStore.of(storage.forTenant(tenant));
            assertThat(view.forTenant(tenant).tenants()).isEmpty();
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> view.forTenant("rival"));
        }
    }

    @Test
    void views_and_transactions_are_in_the_same_place_and_another_storage_is_not() throws Exception {
        Object place = keys.place();

        assertThat(SubjectKeyStore.of(storage).place()).isEqualTo(place);
        assertThat(keys.forTenant("acme").place()).isEqualTo(place);
        for (Storage one : List.of(storage, storage.forTenant("acme"))) {
            assertThat(SubjectKeyStore.of(one).place()).isEqualTo(place);
            assertThat(one.<Object, RuntimeException>atomically(
                            tx -> SubjectKeyStore.of(tx).place()))
                    .isEqualTo(place);
        }
        try (Storage other = contract.openAgain().orElse(null)) {
            if (other != null) {
                assertThat(SubjectKeyStore.of(other).place()).isNotEqualTo(place);
            }
        }
    }

    @Test
    void in_a_transaction_all_or_nothing_happens() {
        keys.create(ADA);
        assertThatThrownBy(() -> storage.atomically(tx -> {
                    SubjectKeyStore inside = SubjectKeyStore.of(tx);
                    inside.forget("ada", THEN);
                    inside.create(new Wrapped("grace", "2011", "Z3JhY2U"));
                    assertThat(inside.find("ada")).contains(new Forgotten("ada", THEN));
                    assertThat(SubjectKeyStore.of(tx.forTenant("acme")).find("ada"))
                            .isEmpty();
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertThat(keys.find("ada")).contains(ADA);
        assertThat(keys.find("grace")).isEmpty();

        storage.<Boolean, RuntimeException>atomically(
                tx -> SubjectKeyStore.of(tx).forget("ada", THEN));
        assertThat(keys.find("ada")).contains(new Forgotten("ada", THEN));
    }

    @Test
    void all_who_create_a_key_at_once_get_the_same() throws Exception {
        for (int round = 0; round < contract.rounds(); round++) {
            String subject = "subject " + round;
            List<SubjectKey> got = together(store -> store.create(wrapped(subject)));
            assertThat(new HashSet<>(got)).hasSize(1);
            assertThat(keys.find(subject)).contains(got.get(0));
        }
    }

    @Test
    void who_creates_while_another_forgets_does_not_bring_the_subject_back() throws Exception {
        for (int round = 0; round < contract.rounds(); round++) {
            String subject = "subject " + round;
            together(store -> {
                store.create(wrapped(subject));
                store.forget(subject, THEN);
                return store.create(wrapped(subject));
            });
            assertThat(keys.find(subject)).contains(new Forgotten(subject, THEN));
        }
    }

    @Test
    void ids_of_subjects_are_distinct_whatever_they_are() {
        for (String subject : HostileTexts.UP_TO_200) {
            assertThat(keys.create(new Wrapped(subject, "2011", "a2V5")).subject())
                    .isEqualTo(subject);
        }
        Set<String> all = new HashSet<>(HostileTexts.UP_TO_200);
        assertThat(keys.wrappedOtherwise("none", SubjectKeyStore.MAX_LIMIT)).hasSameSizeAs(all);
        for (String subject : all) {
            assertThat(keys.forget(subject, THEN)).isTrue();
        }
        HostileTexts.refused()
                .forEach(subject -> assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> keys.find(subject)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> keys.forget("", THEN));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> keys.wrappedOtherwise("2011", 0));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> keys.rewrap(ADA, new Wrapped("grace", "2011", "a2V5")));
    }

    private static Wrapped wrapped(String subject) {
        return new Wrapped(subject, "2011", "key" + System.nanoTime());
    }

    /** On this handle and, if there is one, on a second. */
    private List<SubjectKey> together(Work work) throws Exception {
        try (Storage other = contract.openAgain().orElse(null)) {
            SubjectKeyStore theirs = other == null ? keys : SubjectKeyStore.of(other);
            return Race.of(4, number -> work.on(number % 2 == 0 ? keys : theirs)).stream()
                    .map(Race.Outcome::get)
                    .toList();
        }
    }

    private interface Work {
        SubjectKey on(SubjectKeyStore store);
    }
}
