// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.OperationStore.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is done by the time: what is due, too late, not known, or was left behind. */
abstract class OperationTimeContract extends OperationSuite {

    private static final Duration DAY = Duration.ofDays(1);

    OperationTimeContract(Backend contract) {
        super(contract);
    }

    @Test
    void what_is_delayed_is_begun_when_its_time_has_come() {
        Instant later = Instant.now().plus(SHORT);
        long delayed = submit(PLAIN.withDelay(SHORT));
        long at = submit(PLAIN.withRunAt(later));
        long far = submit(PLAIN.withDelay(Duration.ofHours(1)));
        long past = submit(PLAIN.withRunAt(Instant.parse("2011-10-01T08:38:44Z")));

        assertThat(tend()).as("the time until the next one").isPositive().isLessThanOrEqualTo(SHORT);
        assertThat(claimed()).containsExactly(past);
        assertThat(operation(delayed).status().ready()).isFalse();
        contract.pass(SHORT.plusMillis(20));
        Duration rest = tend();

        assertThat(claimed()).containsExactly(delayed, at);
        assertThat(rest).isGreaterThan(Duration.ofMinutes(1)).isLessThanOrEqualTo(LONG);
        assertThat(state(far)).isEqualTo(OperationState.PENDING);
    }

    @Test
    void what_has_failed_is_tried_again_after_its_delay() {
        Claim claim = started();
        queue.end(claim, new Failed(Outcome.FAILED, "no answer", OperationState.RETRYING, SHORT));

        assertThat(state(claim.operation().id())).isEqualTo(OperationState.RETRYING);
        assertThat(operation(claim.operation().id()).status().error()).isEqualTo("no answer");
        assertThat(tend()).isPositive().isLessThanOrEqualTo(SHORT);
        assertThat(claimed()).isEmpty();
        contract.pass(SHORT.plusMillis(20));
        tend();

        Claim again = claimOne();
        assertThat(again.operation().status().attempts()).isEqualTo(2);
        assertThat(again.operation().status().failures()).isEqualTo(1);
        assertThat(again.operation().reference()).isEqualTo(claim.operation().reference());
        assertThat(history(claim.operation().id()).attempts())
                .extracting(Attempt::number)
                .containsExactly(1, 2);
    }

    @Test
    void with_nothing_to_do_it_rests_for_long() {
        assertThat(tend()).isEqualTo(DAY);
        submit(PLAIN);
        assertThat(tend()).isEqualTo(DAY);
    }

    @Test
    void what_is_too_late_before_it_was_begun_is_never_begun() {
        long late = submit(PLAIN.withDeadline(Instant.now().plus(SHORT)));
        long delayed = submit(
                PLAIN.withDelay(Duration.ofHours(1)).withDeadline(Instant.now().plus(SHORT)));
        long inTime = submit(PLAIN.withDeadline(Instant.now().plus(LONG.multipliedBy(10))));
        assertThat(tend()).isPositive().isLessThanOrEqualTo(SHORT);
        contract.pass(SHORT.plusMillis(20));

        assertThat(claimed()).as("even before anybody has looked").containsExactly(inTime);
        tend();

        for (long id : List.of(late, delayed)) {
            assertThat(state(id)).isEqualTo(OperationState.EXPIRED);
            assertThat(history(id).attempts()).isEmpty();
            assertThat(operation(id).status().error()).contains("deadline");
        }
    }

    @Test
    void what_was_begun_and_is_too_late_for_another_attempt_has_failed() {
        Instant deadline = Instant.now().plusMillis(300);
        long retrying = submit(PLAIN.withDeadline(deadline));
        long waiting = submit(PLAIN.withDeadline(deadline));
        long running = submit(PLAIN.withDeadline(deadline));
        List<Claim> claims = claim();
        queue.end(claims.get(0), new Failed(Outcome.FAILED, "no answer", OperationState.RETRYING, LONG));
        queue.end(claims.get(1), new Waiting("approval"));
        contract.pass(Duration.ofMillis(320));

        tend();

        assertThat(state(retrying)).isEqualTo(OperationState.FAILED);
        assertThat(operation(retrying).status().error()).contains("deadline").contains("no answer");
        assertThat(state(waiting)).isEqualTo(OperationState.FAILED);
        assertThat(state(running)).isEqualTo(OperationState.RUNNING);
        succeed(claims.get(2));
    }

    @Test
    void what_nobody_knows_stays_pending_and_is_marked_until_somebody_does() {
        long unknown = operations.submit("letter.send", AMOUNT, PLAIN);
        long elsewhere = operations.submit("letter.send", AMOUNT, PLAIN.withChannel("mail"));
        long known = submit(PLAIN);

        tend();

        assertThat(state(unknown)).isEqualTo(OperationState.PENDING);
        assertThat(operations.list(Filter.ALL.onlyUnroutable(), 10))
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo(unknown))
                .satisfies(one -> assertThat(one.status().unroutable()).isTrue());
        assertThat(operation(elsewhere).status().unroutable()).isFalse();
        assertThat(operation(known).status().unroutable()).isFalse();
        assertThat(history(unknown).attempts()).isEmpty();

        Claim claim = queue.claim("b", new Routes(Set.of("default"), Set.of("letter.send")), LONG, 1)
                .get(0);
        assertThat(claim.operation().id()).isEqualTo(unknown);
        assertThat(operation(unknown).status().unroutable()).isFalse();
    }

    @Test
    void what_a_dead_worker_leaves_behind_is_taken_over_as_the_policy_says() {
        for (OperationState then : List.of(OperationState.RETRYING, OperationState.HELD, OperationState.FAILED)) {
            long id = submit(PLAIN);
            queue.claim("a", CARDS, SHORT, 1);
            assertThat(tend()).isLessThanOrEqualTo(SHORT);
            assertThat(state(id)).isEqualTo(OperationState.RUNNING);
            contract.pass(SHORT.plusMillis(20));
            AtomicInteger asked = new AtomicInteger();

            queue.tend(CARDS, one -> {
                asked.incrementAndGet();
                assertThat(one.id()).isEqualTo(id);
                assertThat(one.status().worker()).isEqualTo("a");
                return abandoned(then);
            });

            assertThat(asked).hasValue(1);
            assertThat(state(id)).isEqualTo(then);
            assertThat(history(id).attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.outcome()).contains(Outcome.ABANDONED))
                    .satisfies(attempt -> assertThat(attempt.error()).isEqualTo("the worker died"));
            claim().forEach(this::succeed);
        }
    }

    @Test
    void it_is_taken_over_by_somebody_who_knows_it() {
        long id = submit(PLAIN);
        queue.claim("a", CARDS, SHORT, 1);
        contract.pass(SHORT.plusMillis(20));

        queue.tend(new Routes(Set.of("default"), Set.of("letter.send")), any -> abandoned(OperationState.FAILED));
        queue.tend(new Routes(Set.of("mail"), Set.of(CHARGE)), any -> abandoned(OperationState.FAILED));
        assertThat(state(id)).isEqualTo(OperationState.RUNNING);
        tend();

        assertThat(state(id)).isEqualTo(OperationState.RETRYING);
    }

    @Test
    void of_many_who_look_one_takes_over() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            submit(PLAIN.withKey("loan-" + i));
        }
        queue.claim("a", CARDS, SHORT, 10);
        contract.pass(SHORT.plusMillis(20));
        Race.of(4, number -> tend()).forEach(Race.Outcome::get);

        assertThat(all()).allSatisfy(one -> {
            assertThat(one.state()).isEqualTo(OperationState.RETRYING);
            assertThat(one.status().failures()).isEqualTo(1);
        });
    }

    @Test
    void what_waits_behind_another_of_its_key_goes_on_when_that_is_out_of_its_way_whoever_has_looked_meanwhile() {
        for (OperationState then : List.of(OperationState.FAILED, OperationState.HELD, OperationState.WAITING)) {
            String key = "loan-" + then;
            long first = submit(PLAIN.withKey(key));
            List<Long> behind = List.of(submit(PLAIN.withKey(key)), submit(PLAIN.withKey(key)));
            queue.end(claimOne(), then == OperationState.WAITING ? new Waiting("approval") : failing(then));
            tend();
            assertThat(claimed()).as("behind what is " + then).isEmpty();
            assertThat(operation(behind.get(0)).status().ready()).isTrue();
            long last = submit(PLAIN.withKey(key));
            tend();
            assertThat(operations.counts(OperationState.OPEN).stream()
                            .filter(count -> count.state() == OperationState.PENDING)
                            .mapToLong(Count::operations))
                    .containsExactly(3L);

            if (then == OperationState.WAITING) {
                operations.signal(first, "approval", AMOUNT);
                Claim again = claimOne();
                tend();
                assertThat(claimed()).isEmpty();
                succeed(again);
            } else {
                operations.decide(first, OperationDecision.CANCEL, "ada", "not wanted any more");
            }

            for (long next : List.of(behind.get(0), behind.get(1), last)) {
                Claim claim = claimOne();
                assertThat(claim.operation().id()).isEqualTo(next);
                tend();
                succeed(claim);
            }
        }
    }
}
