// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Renewal;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Taking operations, one worker each, and what is written down of it. */
abstract class OperationClaimContract extends OperationSuite {

    OperationClaimContract(Backend contract) {
        super(contract);
    }

    @Test
    void an_attempt_is_written_down_before_anything_is_done() {
        Claim claim = started();

        assertThat(claim.operation()).isEqualTo(operation(claim.operation().id()));
        assertThat(claim.operation().state()).isEqualTo(OperationState.RUNNING);
        assertThat(claim.operation().status().attempts()).isEqualTo(1);
        assertThat(claim.operation().status().worker()).isEqualTo("a");
        Attempt attempt = history(claim.operation().id()).attempts().get(0);
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.worker()).isEqualTo("a");
        assertThat(attempt.endedAt()).isEmpty();
        assertThat(attempt.outcome()).isEmpty();
    }

    @Test
    void what_is_done_is_done() {
        Claim claim = started();

        succeed(claim);

        assertThat(state(claim.operation().id())).isEqualTo(OperationState.SUCCEEDED);
        assertThat(history(claim.operation().id()).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).contains(Outcome.SUCCEEDED))
                .satisfies(attempt -> assertThat(attempt.endedAt()).isPresent());
        assertThat(claimed()).isEmpty();
    }

    @Test
    void nobody_else_gets_what_somebody_has() {
        long id = submit(PLAIN);

        assertThat(ids(queue.claim("a", CARDS, LONG, 10))).containsExactly(id);
        assertThat(queue.claim("b", CARDS, LONG, 10)).isEmpty();
        assertThat(queue.claim("a", CARDS, LONG, 10)).isEmpty();
    }

    @Test
    void the_highest_priority_comes_first_then_the_lowest_id() {
        long low = submit(PLAIN.withPriority(-1));
        long first = submit(PLAIN);
        long high = submit(PLAIN.withPriority(1));
        long second = submit(PLAIN);

        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            order.addAll(ids(queue.claim("a", CARDS, LONG, 1)));
        }
        assertThat(order).containsExactly(high, first, second, low);
    }

    @Test
    void a_worker_gets_what_is_of_its_channels_and_types() {
        submit(PLAIN.withChannel("mail"));
        operations.submit("letter.send", AMOUNT, PLAIN);
        operations.submit("card.charge.again", AMOUNT, PLAIN);
        long refund = operations.submit("card.refund", AMOUNT, PLAIN);

        assertThat(claimed()).containsExactly(refund);
        assertThat(queue.claim("a", new Routes(Set.of("mail", "other"), Set.of(CHARGE)), LONG, 10))
                .hasSize(1);
    }

    @Test
    void of_a_key_one_at_a_time_is_done_in_the_order_of_ids() {
        long first = submit(PLAIN.withKey("loan-1"));
        long second = submit(PLAIN.withKey("loan-1").withPriority(9));
        long third = submit(PLAIN.withKey("loan-1"));
        long other = submit(PLAIN.withKey("loan-2"));
        long free = submit(PLAIN);

        List<Claim> claims = claim();
        assertThat(ids(claims)).containsExactly(first, other, free);
        succeed(claims.get(0));
        Claim next = claimOne();
        assertThat(next.operation().id()).isEqualTo(second);
        assertThat(claimed()).isEmpty();
        succeed(next);
        assertThat(claimed()).containsExactly(third);
    }

    @Test
    void what_has_failed_or_is_held_blocks_its_key_until_somebody_decides() {
        for (OperationState then : List.of(OperationState.FAILED, OperationState.HELD)) {
            long first = submit(PLAIN.withKey("loan-" + then));
            long second = submit(PLAIN.withKey("loan-" + then));
            fail(claimOne(), then);
            assertThat(claimed()).as("behind what is " + then).isEmpty();

            operations.decide(first, dev.eventsource.store.OperationDecision.CANCEL, "ada", "not wanted any more");

            assertThat(claimed()).containsExactly(second);
        }
    }

    @Test
    void what_lets_pass_blocks_nobody_once_it_has_failed_or_is_held() {
        for (OperationState then : List.of(OperationState.FAILED, OperationState.HELD)) {
            submit(PLAIN.withKey("loan-" + then).lettingPass());
            long second = submit(PLAIN.withKey("loan-" + then));
            fail(claimOne(), then);

            assertThat(claimed()).containsExactly(second);
        }
    }

    @Test
    void what_will_be_tried_again_blocks_its_key() {
        submit(PLAIN.withKey("loan-1").lettingPass());
        long second = submit(PLAIN.withKey("loan-1"));
        queue.end(
                claimOne(),
                new dev.eventsource.store.OperationEnding.Failed(Outcome.FAILED, "", OperationState.RETRYING, LONG));

        assertThat(claimed()).isEmpty();
        assertThat(state(second)).isEqualTo(OperationState.PENDING);
    }

    @Test
    void a_delayed_one_blocks_its_key_only_when_its_time_has_come() {
        long delayed = submit(PLAIN.withKey("loan-1").withDelay(SHORT));
        long second = submit(PLAIN.withKey("loan-1"));
        long third = submit(PLAIN.withKey("loan-1"));

        Claim claim = claimOne();
        assertThat(claim.operation().id()).isEqualTo(second);
        contract.pass(SHORT.plusMillis(20));
        tend();
        assertThat(claimed()).as("one at a time").isEmpty();
        succeed(claim);
        assertThat(claimed()).containsExactly(delayed);
        assertThat(state(third)).isEqualTo(OperationState.PENDING);
    }

    @Test
    void of_many_workers_one_gets_it_and_of_a_key_one_is_at_work() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            submit(i % 2 == 0 ? PLAIN : PLAIN.withKey("loan-" + i % 3));
        }
        Set<Long> seen = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (int round = 0; round < 50 && seen.size() < 40; round++) {
            List<Claim> claims = new ArrayList<>();
            keys.clear();
            for (Race.Outcome<List<Claim>> outcome :
                    Race.of(4, number -> queue.claim("worker " + number, CARDS, LONG, 3))) {
                claims.addAll(outcome.get());
            }
            for (Claim claim : claims) {
                assertThat(seen.add(claim.operation().id()))
                        .as("got by one only")
                        .isTrue();
                assertThat(claim.operation().key().map(keys::add).orElse(true))
                        .as("one at a time of " + claim.operation().key())
                        .isTrue();
            }
            claims.forEach(this::succeed);
        }
        assertThat(seen).hasSize(40);
    }

    @Test
    void who_has_lost_an_operation_is_refused() throws Exception {
        submit(PLAIN);
        Claim zombie = queue.claim("zombie", CARDS, SHORT, 1).get(0);
        contract.pass(SHORT.plusMillis(20));
        tend();
        Claim claim = claimOne();
        assertThat(claim.operation().id()).isEqualTo(zombie.operation().id());
        assertThat(claim.token()).isGreaterThan(zombie.token());

        assertThat(queue.renew(Set.of(zombie, claim), LONG)).isEqualTo(new Renewal(Set.of(claim), Set.of(zombie)));
        lost(() -> queue.end(zombie, new Succeeded()));
        lost(() -> queue.end(zombie, failing(OperationState.FAILED)));
        lost(() -> queue.record(zombie, "step", AMOUNT, Optional.empty()));
        assertThatThrownBy(() -> storage.<Boolean, RuntimeException>atomically(inside -> {
                    inside.operations().submit(charge(PLAIN));
                    inside.operations().queue().end(zombie, new Succeeded());
                    return true;
                }))
                .isInstanceOf(OperationLostException.class);

        assertThat(operation(claim.operation().id())).isEqualTo(claim.operation());
        assertThat(all()).hasSize(1);
        assertThat(history(claim.operation().id()).steps()).isEmpty();
        succeed(claim);
        lost(() -> succeed(claim));
    }

    @Test
    void with_the_end_of_one_its_worker_gets_the_next_even_of_the_same_key() {
        long first = submit(PLAIN.withKey("loan-1"));
        long second = submit(PLAIN.withKey("loan-1"));
        submit(PLAIN.withChannel("mail"));

        Claim next = queue.endAndClaim(claimOne(), new Succeeded(), CARDS, LONG).orElseThrow();

        assertThat(state(first)).isEqualTo(OperationState.SUCCEEDED);
        assertThat(next.operation()).isEqualTo(operation(second));
        assertThat(next.operation().state()).isEqualTo(OperationState.RUNNING);
        assertThat(history(second).attempts())
                .extracting(Attempt::worker, Attempt::outcome)
                .containsExactly(tuple("a", Optional.empty()));
        assertThat(queue.endAndClaim(next, failing(OperationState.FAILED), CARDS, LONG))
                .isEmpty();
        assertThat(state(second)).isEqualTo(OperationState.FAILED);
    }

    @Test
    void who_has_lost_an_operation_gets_no_other_with_its_end() {
        Claim done = started();
        succeed(done);
        long other = submit(PLAIN);

        lost(() -> queue.endAndClaim(done, new Succeeded(), CARDS, LONG));
        lost(() -> queue.endAndClaim(done, failing(OperationState.FAILED), CARDS, LONG));

        assertThat(state(other)).isEqualTo(OperationState.PENDING);
    }

    @Test
    void many_workers_end_what_they_have_and_get_what_is_next_at_once() throws InterruptedException {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(submit(i % 3 == 0 ? PLAIN.withKey("loan-" + i % 2) : PLAIN));
        }
        List<Long> done = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 50 && done.size() < ids.size(); round++) {
            Race.of(6, number -> {
                        List<Claim> mine = queue.claim("worker " + number, CARDS, LONG, 1);
                        while (!mine.isEmpty()) {
                            done.add(mine.get(0).operation().id());
                            mine = queue.endAndClaim(mine.get(0), new Succeeded(), CARDS, LONG).stream()
                                    .toList();
                        }
                        return number;
                    })
                    .forEach(Race.Outcome::get);
        }
        assertThat(done).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(ids)
                .allSatisfy(id -> assertThat(history(id).attempts())
                        .extracting(Attempt::outcome)
                        .containsExactly(Optional.of(Outcome.SUCCEEDED)));
    }

    @Test
    void who_was_late_but_has_not_lost_it_may_still_say_how_it_ended() {
        submit(PLAIN);
        Claim claim = queue.claim("slow", CARDS, SHORT, 1).get(0);
        contract.pass(SHORT.plusMillis(20));

        succeed(claim);

        assertThat(state(claim.operation().id())).isEqualTo(OperationState.SUCCEEDED);
    }

    @Test
    void a_renewed_lease_is_kept() {
        submit(PLAIN);
        Claim claim = queue.claim("a", CARDS, SHORT, 1).get(0);
        assertThat(queue.renew(List.of(claim), LONG)).isEqualTo(new Renewal(Set.of(claim), Set.of()));
        contract.pass(SHORT.plusMillis(20));

        tend();

        assertThat(state(claim.operation().id())).isEqualTo(OperationState.RUNNING);
        assertThat(queue.renew(List.of(), LONG)).isEqualTo(new Renewal(Set.of(), Set.of()));
    }

    @Test
    void what_is_rolled_back_has_not_ended() {
        Claim claim = started();
        assertThatThrownBy(() -> storage.<Boolean, IOException>atomically(inside -> {
                    inside.operations().queue().end(claim, new Succeeded());
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(operation(claim.operation().id())).isEqualTo(claim.operation());
        succeed(claim);
    }

    @Test
    void what_is_running_is_not_a_persons_to_decide() {
        Claim claim = started();
        for (var decision : dev.eventsource.store.OperationDecision.values()) {
            assertThatThrownBy(() -> operations.decide(claim.operation().id(), decision, "ada", "to see"))
                    .isInstanceOf(OperationStateException.class);
        }
        assertThat(history(claim.operation().id()).decisions()).isEmpty();
    }

    @Test
    void what_cannot_be_is_refused() {
        submit(PLAIN);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.claim("", CARDS, LONG, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.claim("a", CARDS, LONG, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.claim("a", CARDS, java.time.Duration.ofMillis(1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Routes(Set.of(), Set.of(CHARGE)));
        assertThat(queue.claim("a", new Routes(Set.of("default"), Set.of()), LONG, 1))
                .isEmpty();
        assertThat(operations.list(dev.eventsource.store.OperationStore.Filter.ALL, 10))
                .extracting(Operation::state)
                .containsExactly(OperationState.PENDING);
    }

    private static void lost(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(OperationLostException.class);
    }
}
