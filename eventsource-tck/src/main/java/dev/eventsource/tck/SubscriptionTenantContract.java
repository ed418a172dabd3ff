// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions and all that goes with them are their tenant's own. */
abstract class SubscriptionTenantContract extends SubscriptionSuite {

    private static final UUID EVENT = new UUID(173688, 1);

    private Storage acme;
    private Storage rival;

    SubscriptionTenantContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void register_for_three_tenants() {
        acme = storage.forTenant("acme");
        rival = storage.forTenant("rival");
        register(OUTCOMES, 1);
        acme.checkpoints().register(OUTCOMES, 2, "of acme", at(5));
        rival.checkpoints().register(OUTCOMES, 3, "of rival", at(7));
    }

    @Test
    void names_are_the_tenants_own() {
        assertThat(checkpoints.all()).containsExactly(state(OUTCOMES));
        assertThat(state(OUTCOMES).partitions()).hasSize(1);
        assertThat(acme.checkpoints().all())
                .singleElement()
                .satisfies(state -> assertThat(state.query()).isEqualTo("of acme"));
        assertThat(acme.checkpoints().register(OUTCOMES_2, 1, "", at(1)).active())
                .isFalse();

        rival.checkpoints().pause(OUTCOMES, true);
        rival.checkpoints().reset(OUTCOMES, at(1), true);
        assertThat(acme.checkpoints().find(OUTCOMES).orElseThrow().paused()).isFalse();
        assertThat(acme.checkpoints().find(OUTCOMES).orElseThrow().position()).isEqualTo(5);
        rival.checkpoints().drop(OUTCOMES);
        assertThat(acme.checkpoints().find(OUTCOMES)).isPresent();
        assertThat(checkpoints.find(OUTCOMES)).isPresent();
    }

    @Test
    void processes_live_for_a_tenant() {
        acme.leases().renew("a", LONG);
        acme.leases().join("a", OUTCOMES);

        assertThat(rival.leases().claim("a", OUTCOMES, 0)).isEmpty();
        assertThat(leases.claim("a", OUTCOMES, 0)).isEmpty();
        assertThat(rival.leases().renew("b", LONG).alive()).isEqualTo(1);
        assertThat(rival.leases().division(OUTCOMES).members()).isEmpty();
        assertThat(acme.leases().claim("a", OUTCOMES, 0)).isPresent();
        rival.leases().leave("a");
        rival.leases().quit("a", OUTCOMES);
        assertThat(acme.leases().division(OUTCOMES).owners()).isEqualTo(Map.of(0, "a"));
        assertThat(rival.leases().division(OUTCOMES).owners()).isEmpty();
    }

    @Test
    void a_lease_is_of_no_use_to_another_tenant() {
        acme.leases().renew("a", LONG);
        rival.leases().renew("a", LONG);
        Lease lease = acme.leases().claim("a", OUTCOMES, 0).orElseThrow().lease();

        assertThat(rival.checkpoints().advance(Map.of(lease, at(9)))).containsExactly(lease);
        rival.leases().release(lease);
        assertThat(acme.checkpoints().advance(Map.of(lease, at(9)))).isEmpty();
        assertThat(rival.checkpoints().find(OUTCOMES).orElseThrow().position()).isEqualTo(7);
    }

    @Test
    void letters_and_attempts_are_the_tenants_own() {
        acme.leases().renew("a", LONG);
        rival.leases().renew("a", LONG);
        Lease own = acme.leases().claim("a", OUTCOMES, 0).orElseThrow().lease();
        Lease others = rival.leases().claim("a", OUTCOMES, 0).orElseThrow().lease();
        acme.deadLetters().put(own, letter(own, 1, "loan-1", State.FAILED));
        attempt(acme.deadLetters(), own, 2);

        assertThat(rival.deadLetters().list(Filter.ALL, 10)).isEmpty();
        assertThat(letters.list(Filter.ALL, 10)).isEmpty();
        assertThat(rival.deadLetters().open(OUTCOMES, 0, 0, 10)).isEmpty();
        assertThat(rival.deadLetters().count(Filter.ALL).letters()).isZero();
        assertThat(rival.deadLetters().decide(Filter.ALL, State.DISCARDED, "eve"))
                .isZero();
        assertThat(attempt(rival.deadLetters(), others, 2)).isEqualTo(1);
        rival.checkpoints().reset(OUTCOMES, Checkpoint.START, true);
        acme.deadLetters().decide(Filter.ALL, State.DISCARDED, "ada");
        assertThat(rival.deadLetters().purge(Instant.MAX)).isZero();
        assertThat(acme.deadLetters().list(Filter.ALL, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.decidedBy()).isEqualTo("ada"));
        assertThat(attempt(acme.deadLetters(), own, 2)).isEqualTo(2);
    }

    @Test
    void what_was_handled_is_the_tenants_own() {
        assertThat(acme.deduplication().remember("outcomes", EVENT)).isTrue();
        assertThat(rival.deduplication().remember("outcomes", EVENT)).isTrue();
        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
        assertThat(rival.deduplication().forget("outcomes")).isEqualTo(1);
        assertThat(rival.deduplication().purge(Instant.MAX)).isZero();
        assertThat(acme.deduplication().remember("outcomes", EVENT)).isFalse();
    }

    @Test
    void so_it_is_inside_transactions() {
        acme.atomically(inside -> {
            assertThat(inside.checkpoints().all()).hasSize(1);
            return inside.deduplication().remember("outcomes", EVENT);
        });
        storage.atomically(
                inside -> inside.forTenant("rival").checkpoints().register(LETTERS, 1, "", Checkpoint.START));

        assertThat(acme.deduplication().remember("outcomes", EVENT)).isFalse();
        assertThat(deduplication.remember("outcomes", EVENT)).isTrue();
        assertThat(rival.checkpoints().find(LETTERS)).isPresent();
        assertThat(checkpoints.find(LETTERS)).isEmpty();
    }

    @Test
    void a_tenants_own_can_be_asked_for_by_name_but_not_by_another_tenant() {
        assertThat(checkpoints.forTenant("acme").find(OUTCOMES))
                .isEqualTo(acme.checkpoints().find(OUTCOMES));
        assertThat(acme.checkpoints().forTenant("acme").find(OUTCOMES)).isPresent();
        for (String other : List.of("rival", "", "no such/name")) {
            refused(() -> acme.checkpoints().forTenant(other));
            refused(() -> acme.leases().forTenant(other));
            refused(() -> acme.deadLetters().forTenant(other));
            refused(() -> acme.deduplication().forTenant(other));
        }
    }
}
