// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that was thought dead comes back and goes on as if nothing had happened. */
abstract class ZombieContract extends SubscriptionSuite {

    private Lease lost;

    ZombieContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void a_owned_a_partition() {
        register(OUTCOMES, 2);
        lost = claim("a", OUTCOMES, 0).lease();
        advance(lost, 7);
    }

    @Test
    void who_is_dead_moves_nothing_on_even_if_nobody_has_taken_over() throws Exception {
        die("a");

        assertThat(advance(lost, 8)).containsExactly(lost);
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
        assertThat(partition(OUTCOMES, 0).owner()).isEqualTo("a");
    }

    @Test
    void who_comes_back_before_anybody_has_taken_over_goes_on() throws Exception {
        die("a");
        live("a");

        assertThat(advance(lost, 8)).isEmpty();
        assertThat(leases.claim("a", OUTCOMES, 0)).as("it is still his").isEmpty();
    }

    @Test
    void who_takes_over_gets_a_higher_token_and_the_checkpoint() throws Exception {
        die("a");

        Claim claim = claim("b", OUTCOMES, 0);

        assertThat(claim.abandoned()).isTrue();
        assertThat(claim.checkpoint()).isEqualTo(at(7));
        assertThat(claim.lease().token()).isGreaterThan(lost.token());
        assertThat(advance(claim.lease(), 8)).isEmpty();
    }

    @Test
    void who_comes_back_gets_back_nothing() throws Exception {
        die("a");
        Lease lease = claim("b", OUTCOMES, 0).lease();
        live("a");

        assertThat(advance(lost, 9)).containsExactly(lost);
        assertThat(leases.claim("a", OUTCOMES, 0)).isEmpty();
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
        assertThat(advance(lease, 8)).isEmpty();
        assertThat(leases.division(OUTCOMES).owners()).isEqualTo(Map.of(0, "b"));
    }

    @Test
    void the_late_transaction_of_a_zombie_is_refused_as_a_whole() throws Exception {
        die("a");
        claim("b", OUTCOMES, 0);
        live("a");

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    if (!inside.checkpoints().advance(Map.of(lost, at(9))).isEmpty()) {
                        throw new LeaseLostException(lost);
                    }
                    return Folder.of(inside).put("1", "{}");
                }))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    Folder.of(inside).put("1", "{}");
                    inside.deadLetters().attempt(lost, 8, 0);
                    return true;
                }))
                .isInstanceOf(LeaseLostException.class);

        assertThat(Folder.of(storage).content("1")).isEmpty();
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
    }

    @Test
    void a_zombie_stores_no_attempts_and_letters() throws Exception {
        die("a");
        assertNothingStored(lost);
        Lease lease = claim("b", OUTCOMES, 0).lease();
        live("a");
        assertNothingStored(lost);

        assertThat(attempt(letters, lease, 8)).isEqualTo(1);
    }

    @Test
    void who_takes_over_comes_after_a_transaction_that_has_moved_on_and_begins_behind_it() throws Exception {
        Claim claim = takeOverFrom(inside -> {
            assertThat(inside.checkpoints().advance(Map.of(lost, at(9)))).isEmpty();
            Folder.of(inside).put("1", "{}");
        });

        assertThat(claim.checkpoint()).isEqualTo(at(9));
        assertThat(claim.abandoned()).isTrue();
        assertThat(Folder.of(storage).content("1")).isPresent();
        assertThat(advance(lost, 10)).containsExactly(lost);
    }

    @Test
    void who_takes_over_comes_after_a_transaction_that_puts_a_letter_and_finds_it() throws Exception {
        takeOverFrom(inside -> inside.deadLetters().put(lost, letter(lost, 8, "loan-1", State.FAILED)));

        assertThat(letters.open(OUTCOMES, 0, 0, 10)).hasSize(1);
    }

    /** What B gets who claims the partition of A, dead meanwhile, while a transaction of A is still open. */
    private Claim takeOverFrom(Consumer<Storage> work) throws Exception {
        Duration lease = Duration.ofSeconds(2);
        leases.renew("a", lease);
        live("b");
        List<Claim> claims = Collections.synchronizedList(new ArrayList<>());
        Thread other = new Thread(() -> tryToClaim(claims), "b");
        storage.atomically(inside -> {
            work.accept(inside);
            contract.pass(lease.plusMillis(50));
            other.start();
            other.join(200);
            assertThat(other.isAlive()).as("b waits, or tries again").isTrue();
            assertThat(claims).isEmpty();
            return true;
        });
        other.join(contract.patience().toMillis());
        return claims.get(0);
    }

    /** Where rows are locked one by one, what a transaction holds is not to be had; elsewhere it is waited for. */
    private void tryToClaim(List<Claim> claims) {
        long end = System.nanoTime() + contract.patience().toNanos();
        while (claims.isEmpty() && System.nanoTime() < end) {
            leases.claim("b", OUTCOMES, 0).ifPresent(claims::add);
        }
    }

    private void assertNothingStored(Lease invalid) {
        for (State state : State.values()) {
            assertThatThrownBy(() -> letters.put(invalid, letter(invalid, 8, "loan-1", state)))
                    .isInstanceOf(LeaseLostException.class)
                    .hasMessageContaining("outcomes@1/0");
        }
        assertThatThrownBy(() -> attempt(letters, invalid, 8)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> letters.attempt(invalid, 8, 0)).isInstanceOf(LeaseLostException.class);
        assertThat(letters.list(Filter.ALL, 10)).isEmpty();
    }
}
