// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Division;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.Pulse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who works on which partition. */
abstract class LeaseContract extends SubscriptionSuite {

    LeaseContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void register_two_partitions() {
        register(OUTCOMES, 2);
    }

    @Test
    void a_pulse_tells_of_the_living_and_the_head() throws Exception {
        assertThat(leases.renew("a", LONG).alive()).isEqualTo(1);
        assertThat(leases.renew("b", LONG).alive()).isEqualTo(2);
        assertThat(leases.renew("a", LONG).alive()).isEqualTo(2);
        assertThat(leases.renew("a", LONG).head()).isZero();

        events.append(LOAN, any(), Loans.some(3));
        assertThat(leases.renew("a", LONG).head()).isEqualTo(3);
        assertThat(leases.renew("c", LONG).head()).isEqualTo(3);

        die("b");
        assertThat(leases.renew("a", LONG).alive()).isEqualTo(2);
        leases.leave("c");
        assertThat(leases.renew("a", LONG).alive()).isEqualTo(1);
    }

    @Test
    void a_pulse_notices_that_others_come_and_go() {
        live("a");
        live("b");
        assertChanges(() -> leases.join("a", OUTCOMES));
        assertChangesNothing(() -> leases.join("a", OUTCOMES));
        assertChanges(() -> leases.quit("a", OUTCOMES));
        assertChangesNothing(() -> leases.quit("a", OUTCOMES));
        leases.join("b", OUTCOMES);
        assertChanges(() -> leases.leave("b"));
        assertChangesNothing(() -> leases.leave("b"));
        assertChangesNothing(() -> leases.leave("nobody"));
        assertChangesNothing(() -> leases.renew("a", LONG));
        assertChangesNothing(() -> leases.claim("a", OUTCOMES, 0));
        Lease lease = claim("a", OUTCOMES, 1).lease();
        assertChanges(() -> leases.release(lease));
        assertChangesNothing(() -> leases.release(lease));
    }

    @Test
    void a_pulse_stays_the_same_while_nothing_happens() {
        Pulse first = leases.renew("a", LONG);

        assertThat(leases.renew("a", LONG)).isEqualTo(first);
    }

    @Test
    void the_division_shows_the_living_only() throws Exception {
        register(LETTERS, 1);
        for (String process : List.of("c", "a", "b", "d")) {
            live(process);
            leases.join(process, process.equals("d") ? LETTERS : OUTCOMES);
        }
        claim("b", OUTCOMES, 0);
        claim("c", OUTCOMES, 1);
        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of("a", "b", "c"), Map.of(0, "b", 1, "c")));

        die("c");

        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of("a", "b"), Map.of(0, "b")));
        assertThat(leases.division(LETTERS)).isEqualTo(new Division(List.of("d"), Map.of()));
        assertThat(leases.division(OUTCOMES_2)).isEqualTo(new Division(List.of(), Map.of()));
    }

    @Test
    void who_has_never_said_that_he_is_alive_is_not() {
        leases.join("a", OUTCOMES);

        assertThat(leases.division(OUTCOMES).members()).isEmpty();
        assertThat(leases.claim("a", OUTCOMES, 0)).isEmpty();
        assertThat(leases.renew("b", LONG).alive()).isEqualTo(1);

        live("a");
        assertThat(leases.division(OUTCOMES).members()).containsExactly("a");
        assertThat(leases.claim("a", OUTCOMES, 0)).isPresent();
    }

    @Test
    void a_partition_is_claimed_with_its_checkpoint() {
        checkpoints.register(LETTERS, 2, "all", at(17));

        Claim claim = claim("a", LETTERS, 1);

        assertThat(claim.checkpoint()).isEqualTo(at(17));
        assertThat(claim.abandoned()).isFalse();
        assertThat(claim.lease().subscription()).isEqualTo(LETTERS);
        assertThat(claim.lease().partition()).isEqualTo(1);
        assertThat(partition(LETTERS, 1).token()).isEqualTo(claim.lease().token());
        assertThat(partition(LETTERS, 1).owner()).isEqualTo("a");
        assertThat(leases.division(LETTERS).owners()).isEqualTo(Map.of(1, "a"));
        assertThat(leases.division(OUTCOMES).owners()).isEmpty();
    }

    @Test
    void what_somebody_owns_who_is_alive_is_not_to_be_had_not_even_by_himself() {
        claim("a", OUTCOMES, 0);
        live("b");

        assertThat(leases.claim("b", OUTCOMES, 0)).isEmpty();
        assertThat(leases.claim("a", OUTCOMES, 0)).isEmpty();
        assertThat(leases.claim("b", OUTCOMES, 1)).isPresent();
    }

    @Test
    void what_does_not_exist_is_not_to_be_had() {
        live("a");

        assertThat(leases.claim("a", OUTCOMES, 2)).isEmpty();
        assertThat(leases.claim("a", OUTCOMES, -1)).isEmpty();
        assertThat(leases.claim("a", OUTCOMES_2, 0)).isEmpty();
    }

    @Test
    void who_is_dead_gets_nothing() throws Exception {
        die("a");

        assertThat(leases.claim("a", OUTCOMES, 0)).isEmpty();
    }

    @Test
    void what_was_released_can_be_claimed_with_a_higher_token() {
        Claim first = claim("a", OUTCOMES, 0);
        advance(first.lease(), 7);

        leases.release(first.lease());

        assertThat(advance(first.lease(), 8)).containsExactly(first.lease());
        assertThat(partition(OUTCOMES, 0).owner()).isEmpty();
        Claim second = claim("b", OUTCOMES, 0);
        assertThat(second.lease().token()).isGreaterThan(first.lease().token());
        assertThat(second.checkpoint()).isEqualTo(at(7));
        assertThat(second.abandoned()).isFalse();
    }

    @Test
    void who_has_lost_his_lease_releases_nothing() throws Exception {
        Lease lost = claim("a", OUTCOMES, 0).lease();
        die("a");
        Lease valid = claim("b", OUTCOMES, 0).lease();
        live("a");

        leases.release(lost);

        assertThat(advance(valid, 7)).isEmpty();
        assertThat(leases.division(OUTCOMES).owners()).isEqualTo(Map.of(0, "b"));
    }

    @Test
    void who_leaves_gives_up_everything_at_once() {
        register(LETTERS, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        Lease others = claim("b", OUTCOMES, 1).lease();
        Lease letter = claim("a", LETTERS, 0).lease();
        leases.join("a", OUTCOMES);
        leases.join("a", LETTERS);
        leases.join("b", OUTCOMES);

        leases.leave("a");

        assertThat(advance(lease, 7)).containsExactly(lease);
        assertThat(advance(letter, 7)).containsExactly(letter);
        assertThat(advance(others, 7)).isEmpty();
        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of("b"), Map.of(1, "b")));
        assertThat(claim("b", OUTCOMES, 0).abandoned()).isFalse();
        live("a");
        assertThat(leases.division(OUTCOMES).members())
                .as("who comes back joins again")
                .containsExactly("b");
        assertThat(advance(letter, 7)).containsExactly(letter);
    }

    @Test
    void who_quits_wants_no_share_and_keeps_what_he_owns_until_he_releases_it() {
        register(LETTERS, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        Lease letter = claim("a", LETTERS, 0).lease();
        leases.join("a", OUTCOMES);
        leases.join("a", LETTERS);

        leases.quit("a", OUTCOMES);

        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of(), Map.of(0, "a")));
        assertThat(leases.division(LETTERS)).isEqualTo(new Division(List.of("a"), Map.of(0, "a")));
        assertThat(advance(lease, 7)).isEmpty();
        assertThat(advance(letter, 7)).isEmpty();

        leases.release(lease);
        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of(), Map.of()));
        assertThat(advance(lease, 8)).containsExactly(lease);
    }

    @Test
    void what_was_given_back_in_doubt_is_abandoned_for_the_next_owner_and_free_for_anybody() {
        Lease doubtful = claim("a", OUTCOMES, 0).lease();

        assertChanges(() -> leases.release(doubtful, true));

        assertThat(advance(doubtful, 7)).containsExactly(doubtful);
        assertThat(leases.division(OUTCOMES).owners()).isEmpty();
        Claim next = claim("b", OUTCOMES, 0);
        assertThat(next.abandoned()).isTrue();
        leases.release(next.lease());
        assertThat(claim("a", OUTCOMES, 0).abandoned()).isFalse();
        refused(() -> leases.renew("?", LONG));
    }

    @Test
    void all_divisions_are_what_each_one_is() throws Exception {
        register(LETTERS, 1);
        register(OUTCOMES_2, 2);
        leases.join("a", OUTCOMES);
        leases.join("b", OUTCOMES);
        live("b");
        claim("a", OUTCOMES, 0);
        claim("c", OUTCOMES_2, 1);
        leases.join("d", LETTERS);
        die("d");

        assertThat(leases.divisions())
                .isEqualTo(Map.of(OUTCOMES, leases.division(OUTCOMES), OUTCOMES_2, leases.division(OUTCOMES_2)));
        assertThat(leases.division(OUTCOMES)).isEqualTo(new Division(List.of("a", "b"), Map.of(0, "a")));
        assertThat(leases.division(OUTCOMES_2)).isEqualTo(new Division(List.of(), Map.of(1, "c")));
    }

    @Test
    void a_lease_ends_when_it_was_not_renewed_and_goes_on_when_it_was() throws Exception {
        Lease lease = claim("a", OUTCOMES, 0).lease();
        leases.renew("a", Duration.ofMillis(100));
        live("a");
        contract.pass(Duration.ofMillis(150));

        assertThat(advance(lease, 7)).isEmpty();
        assertThat(leases.division(OUTCOMES).owners()).isEqualTo(Map.of(0, "a"));
        assertThat(partition(OUTCOMES, 0).checkpoint()).isNotEqualTo(Checkpoint.START);
    }
}
