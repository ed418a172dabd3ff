// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionInUseException;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import org.junit.jupiter.api.Test;

/** What a person decides: pause, reset, activate, drop. */
abstract class SubscriptionControlContract extends SubscriptionSuite {

    SubscriptionControlContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_pause_is_stored_until_it_ends() {
        register(OUTCOMES, 1);
        register(LETTERS, 1);

        assertChanges(() -> checkpoints.pause(OUTCOMES, true));
        assertThat(state(OUTCOMES).paused()).isTrue();
        assertThat(state(LETTERS).paused()).isFalse();
        assertChangesNothing(() -> checkpoints.pause(OUTCOMES, true));

        assertChanges(() -> checkpoints.pause(OUTCOMES, false));
        assertThat(state(OUTCOMES).paused()).isFalse();
    }

    @Test
    void a_reset_sets_all_partitions_and_raises_their_tokens() {
        register(OUTCOMES, 2);
        register(LETTERS, 1);
        Lease lease = claim("a", OUTCOMES, 1).lease();
        advance(lease, 9);
        leases.release(lease);
        SubscriptionState before = state(OUTCOMES);

        assertChanges(() -> checkpoints.reset(OUTCOMES, at(4), false));

        assertThat(state(OUTCOMES).partitions()).zipSatisfy(before.partitions(), (after, was) -> {
            assertThat(after.checkpoint()).isEqualTo(at(4));
            assertThat(after.token()).isGreaterThan(was.token());
        });
        assertThat(partition(LETTERS, 0).checkpoint()).isEqualTo(Checkpoint.START);
        checkpoints.reset(OUTCOMES, Checkpoint.START, false);
        assertThat(state(OUTCOMES).position()).isZero();
    }

    @Test
    void a_reset_is_refused_while_somebody_who_is_alive_owns_a_partition() throws Exception {
        register(OUTCOMES, 2);
        Lease lease = claim("a", OUTCOMES, 1).lease();
        advance(lease, 9);

        assertThatThrownBy(() -> checkpoints.reset(OUTCOMES, at(4), false))
                .isInstanceOf(SubscriptionInUseException.class)
                .hasMessageContaining("outcomes@1")
                .hasMessageContaining("by a;");
        assertThat(partition(OUTCOMES, 1).checkpoint()).isEqualTo(at(9));
        assertThat(advance(lease, 10)).isEmpty();

        die("a");
        checkpoints.reset(OUTCOMES, at(4), false);
        assertThat(partition(OUTCOMES, 1).checkpoint()).isEqualTo(at(4));
    }

    @Test
    void a_forced_reset_takes_the_partitions_from_their_owners() {
        register(OUTCOMES, 2);
        Lease lease = claim("a", OUTCOMES, 1).lease();
        advance(lease, 9);

        checkpoints.reset(OUTCOMES, at(4), true);

        assertThat(advance(lease, 10)).containsExactly(lease);
        assertThat(leases.division(OUTCOMES).owners()).isEmpty();
        assertThat(partition(OUTCOMES, 1).checkpoint()).isEqualTo(at(4));
        Lease anew = leases.claim("a", OUTCOMES, 1).orElseThrow().lease();
        assertThat(advance(anew, 5)).isEmpty();
    }

    @Test
    void a_reset_forgets_attempts_and_discards_open_letters() {
        register(OUTCOMES, 1);
        register(LETTERS, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        Lease others = claim("a", LETTERS, 0).lease();
        letters.put(lease, letter(lease, 1, "loan-1", State.FAILED));
        letters.put(lease, letter(lease, 2, "loan-2", State.RETRYING));
        letters.put(lease, letter(lease, 3, "loan-3", State.RESOLVED));
        letters.put(others, letter(others, 1, "loan-1", State.FAILED));
        attempt(letters, lease, 4);
        attempt(letters, others, 4);

        checkpoints.reset(OUTCOMES, Checkpoint.START, true);

        assertThat(letters.list(Filter.ALL.of(OUTCOMES), 10))
                .extracting(DeadLetter::state)
                .containsExactly(State.DISCARDED, State.DISCARDED, State.RESOLVED);
        assertThat(letters.list(Filter.ALL.of(OUTCOMES), 10))
                .extracting(DeadLetter::decidedBy)
                .containsExactly("reset", "reset", "");
        assertThat(letters.count(Filter.OPEN.of(LETTERS)).letters()).isEqualTo(1);
        assertThat(attempt(letters, claim("a", OUTCOMES, 0).lease(), 4)).isEqualTo(1);
        assertThat(attempt(letters, others, 4)).isEqualTo(2);
    }

    @Test
    void another_version_is_activated_when_it_has_caught_up() {
        register(OUTCOMES, 2);
        register(OUTCOMES_2, 3);
        moveOn(OUTCOMES, 7, 5);
        moveOn(OUTCOMES_2, 9, 4, 9);

        assertThatIllegalStateException()
                .isThrownBy(() -> checkpoints.activate(OUTCOMES_2, false))
                .withMessageContaining("outcomes@2 has come to position 4")
                .withMessageContaining("outcomes@1 to 7");
        assertThat(state(OUTCOMES).active()).isTrue();
        assertThat(state(OUTCOMES_2).active()).isFalse();

        moveOn(OUTCOMES_2, 9, 7, 9);
        assertChanges(() -> checkpoints.activate(OUTCOMES_2, false));
        assertThat(state(OUTCOMES).active()).isFalse();
        assertThat(state(OUTCOMES_2).active()).isTrue();
        assertChangesNothing(() -> checkpoints.activate(OUTCOMES_2, false));
        assertThat(state(OUTCOMES_2).active()).isTrue();
    }

    @Test
    void another_version_is_not_activated_with_open_letters() {
        register(OUTCOMES, 1);
        register(OUTCOMES_2, 1);
        Lease lease = claim("a", OUTCOMES_2, 0).lease();
        letters.put(lease, letter(lease, 1, "loan-1", State.FAILED));

        assertThatIllegalStateException()
                .isThrownBy(() -> checkpoints.activate(OUTCOMES_2, false))
                .withMessageContaining("1 open dead letters");

        letters.decide(Filter.ALL, State.DISCARDED, "ada");
        checkpoints.activate(OUTCOMES_2, false);
        assertThat(state(OUTCOMES_2).active()).isTrue();
    }

    @Test
    void who_insists_activates_any_version() {
        register(OUTCOMES, 1);
        register(OUTCOMES_2, 1);
        moveOn(OUTCOMES, 7);
        Lease lease = claim("a", OUTCOMES_2, 0).lease();
        letters.put(lease, letter(lease, 1, "loan-1", State.FAILED));

        checkpoints.activate(OUTCOMES_2, true);

        assertThat(state(OUTCOMES).active()).isFalse();
        assertThat(state(OUTCOMES_2).active()).isTrue();
        assertThat(register(new SubscriptionId("outcomes", 3), 1).active()).isFalse();
    }

    @Test
    void what_is_dropped_is_gone_with_all_that_belongs_to_it() {
        register(OUTCOMES, 2);
        register(LETTERS, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        Lease others = claim("a", LETTERS, 0).lease();
        leases.join("a", OUTCOMES);
        letters.put(lease, letter(lease, 1, "loan-1", State.FAILED));
        letters.put(others, letter(others, 1, "loan-1", State.FAILED));
        attempt(letters, lease, 2);
        leases.release(lease);

        assertChanges(() -> checkpoints.drop(OUTCOMES));

        assertThat(checkpoints.all()).extracting(SubscriptionState::id).containsExactly(LETTERS);
        assertThat(letters.list(Filter.ALL, 10))
                .extracting(DeadLetter::subscription)
                .containsExactly(LETTERS);
        assertThat(register(OUTCOMES, 1).active()).isTrue();
        assertThat(leases.division(OUTCOMES).members()).isEmpty();
        assertThat(attempt(letters, claim("a", OUTCOMES, 0).lease(), 2)).isEqualTo(1);
    }

    @Test
    void what_somebody_works_on_is_not_dropped() throws Exception {
        register(OUTCOMES, 2);
        claim("a", OUTCOMES, 1);

        assertThatThrownBy(() -> checkpoints.drop(OUTCOMES))
                .isInstanceOf(SubscriptionInUseException.class)
                .hasMessageContaining("by a;");
        assertThat(state(OUTCOMES).partitions()).extracting(Partition::owner).containsExactly("", "a");

        die("a");
        checkpoints.drop(OUTCOMES);
        assertThat(checkpoints.find(OUTCOMES)).isEmpty();
    }

    @Test
    void the_active_version_is_dropped_last() {
        register(OUTCOMES, 1);
        register(OUTCOMES_2, 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> checkpoints.drop(OUTCOMES))
                .withMessageContaining("outcomes@1")
                .withMessageContaining("active");
        checkpoints.activate(OUTCOMES_2, false);
        checkpoints.drop(OUTCOMES);
        checkpoints.drop(OUTCOMES_2);
        assertThat(checkpoints.all()).isEmpty();
    }

    @Test
    void what_is_not_known_cannot_be_controlled() {
        register(OUTCOMES, 1);

        refused(() -> checkpoints.pause(OUTCOMES_2, true));
        refused(() -> checkpoints.reset(OUTCOMES_2, Checkpoint.START, true));
        refused(() -> checkpoints.activate(OUTCOMES_2, true));
        refused(() -> checkpoints.drop(OUTCOMES_2));
        refused(() -> leases.join("a", OUTCOMES_2));
    }

    private void moveOn(SubscriptionId id, long... positions) {
        for (int i = 0; i < positions.length; i++) {
            Lease lease = claim("mover", id, i).lease();
            assertThat(advance(lease, positions[i])).isEmpty();
            leases.release(lease);
        }
    }
}
