// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory.Decided;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStateException;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.OperationStore.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people see of operations, and decide about them. */
abstract class OperationControlContract extends OperationSuite {

    OperationControlContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_filter_wants_what_it_says() {
        oneInEachState();
        operations.submit("letter.send", AMOUNT, PLAIN);
        submit(PLAIN.withChannel("cards").withKey("loan-1").withPriority(7));
        tend();

        for (Filter filter : List.of(
                Filter.ALL,
                Filter.ALL.in(OperationState.PENDING),
                Filter.ALL.in(OperationState.HELD),
                Filter.ALL.onChannel("cards"),
                Filter.ALL.ofType("letter.send"),
                Filter.ALL.ofType(CHARGE).onChannel("default").in(OperationState.FAILED),
                Filter.ALL.withKey("loan-1"),
                Filter.ALL.onlyUnroutable(),
                Filter.ALL.after(all().get(3).id()),
                Filter.ALL.after(all().get(3).id()).ofType(CHARGE))) {
            List<Operation> wanted = all().stream().filter(filter::wants).toList();
            assertThat(operations.list(filter, 100)).as(filter.toString()).isEqualTo(wanted);
            assertThat(wanted).as(filter.toString()).isNotEmpty();
        }
        assertThat(all()).extracting(Operation::id).isSorted();
        assertThat(operations.list(Filter.ALL, 2)).isEqualTo(all().subList(0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> operations.list(Filter.ALL, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> operations.list(Filter.ALL, 1_001));
    }

    @Test
    void a_decision_is_taken_where_it_can_be_and_refused_elsewhere() {
        for (OperationDecision decision : OperationDecision.values()) {
            oneInEachState().forEach((state, id) -> {
                Operation before = operation(id);
                if (decision.from().contains(state)) {
                    operations.decide(id, decision, "ada", "asked the provider");
                    assertThat(state(id)).as(decision + " of what is " + state).isEqualTo(decision.to());
                } else {
                    assertThatThrownBy(() -> operations.decide(id, decision, "ada", "asked the provider"))
                            .isInstanceOf(OperationStateException.class)
                            .hasMessageContaining(state.name());
                    assertThat(operation(id)).isEqualTo(before);
                    assertThat(history(id).decisions())
                            .filteredOn(made -> made.why().equals("asked the provider"))
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void who_decided_and_why_is_part_of_the_history() {
        Claim claim = started();
        long id = claim.operation().id();
        fail(claim, OperationState.FAILED);
        operations.decide(id, OperationDecision.RETRY, "ada", "the provider is back");
        fail(claimOne(), OperationState.HELD);
        operations.decide(id, OperationDecision.COMPLETE, "grace", "the provider's ledger has it");

        assertThat(history(id).decisions())
                .extracting(Decided::decision)
                .containsExactly(OperationDecision.RETRY, OperationDecision.COMPLETE);
        assertThat(history(id).decisions()).extracting(Decided::by).containsExactly("ada", "grace");
        assertThat(history(id).decisions())
                .extracting(Decided::why)
                .containsExactly("the provider is back", "the provider's ledger has it");
        assertThat(history(id).attempts()).hasSize(2);
        assertThat(operation(id).status().failures()).isEqualTo(1);
        assertThat(claimed()).isEmpty();
    }

    @Test
    void a_decision_is_somebodys_and_has_a_reason() {
        Claim claim = started();
        long id = claim.operation().id();
        fail(claim, OperationState.FAILED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operations.decide(id, OperationDecision.RETRY, "", "why not"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operations.decide(id, OperationDecision.RETRY, "ada", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operations.decide(id + 100, OperationDecision.RETRY, "ada", "why not"))
                .withMessageContaining("no operation");
        assertThat(operations.find(id + 100)).isEmpty();
    }

    /** As when the new version of an application does not know a type any more, of which the old one has died. */
    @Test
    void what_its_worker_has_left_and_nobody_takes_over_is_a_persons_to_decide() {
        for (OperationDecision decision :
                List.of(OperationDecision.RESUME, OperationDecision.COMPLETE, OperationDecision.CANCEL)) {
            long id = submit(PLAIN.withKey("loan-1"));
            long behind = submit(PLAIN.withKey("loan-1"));
            Claim left = queue.claim("a", CARDS, SHORT, 1).get(0);
            contract.pass(SHORT.plusMillis(20));
            assertThatThrownBy(() -> operations.decide(id, OperationDecision.RETRY, "ada", "it is not held"))
                    .isInstanceOf(OperationStateException.class);
            assertThat(state(id)).isEqualTo(OperationState.RUNNING);

            operations.decide(id, decision, "ada", "asked the provider");

            assertThat(state(id)).isEqualTo(decision.to());
            assertThat(history(id).attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.outcome()).contains(Outcome.ABANDONED))
                    .satisfies(attempt -> assertThat(attempt.error()).contains("The worker a"));
            assertThatThrownBy(() -> succeed(left)).isInstanceOf(OperationLostException.class);
            if (decision == OperationDecision.RESUME) {
                succeed(claimOne());
            }
            assertThat(claimed()).as("the key goes on").containsExactly(behind);
            operations.find(behind).ifPresent(one -> succeed(new Claim(one.operation())));
        }
    }

    @Test
    void of_many_who_decide_one_does() throws InterruptedException {
        Claim claim = started();
        fail(claim, OperationState.FAILED);
        List<Race.Outcome<Boolean>> outcomes = Race.of(6, number -> {
            operations.decide(claim.operation().id(), OperationDecision.RETRY, "person " + number, "it is my turn");
            return true;
        });

        assertThat(outcomes.stream().filter(Race.Outcome::succeeded)).hasSize(1);
        assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(OperationStateException.class));
        assertThat(history(claim.operation().id()).decisions()).hasSize(1);
    }

    @Test
    void what_is_final_is_purged_by_its_age() {
        Map<OperationState, Long> ids = oneInEachState();
        assertThat(operations.purge(Instant.now().minus(Duration.ofDays(1)))).isZero();
        assertThat(operations.purge(Instant.MIN)).isZero();

        assertThat(operations.purge(Instant.MAX)).isEqualTo(3);

        ids.forEach((state, id) ->
                assertThat(operations.find(id).isPresent()).as(state.name()).isEqualTo(!state.isFinal()));
        assertThat(all()).hasSize(6);
    }

    @Test
    void they_are_counted_by_channel_and_state() {
        oneInEachState();
        long oldest = submit(PLAIN.withChannel("cards"));
        submit(PLAIN.withChannel("cards"));
        operations.submit("letter.send", AMOUNT, PLAIN);
        tend();

        List<Count> counts = operations.counts(Set.copyOf(List.of(OperationState.values())));

        assertThat(counts).hasSize(10);
        assertThat(counts.get(0))
                .isEqualTo(new Count(
                        "cards", OperationState.PENDING, 2, 0, operation(oldest).submittedAt()));
        assertThat(counts.get(1).channel()).isEqualTo("default");
        assertThat(counts.get(1).state()).isEqualTo(OperationState.PENDING);
        assertThat(counts.get(1).operations()).isEqualTo(2);
        assertThat(counts.get(1).unroutable()).isEqualTo(1);
        assertThat(counts.subList(2, 10))
                .extracting(Count::state)
                .containsExactly(
                        OperationState.RUNNING,
                        OperationState.RETRYING,
                        OperationState.WAITING,
                        OperationState.HELD,
                        OperationState.SUCCEEDED,
                        OperationState.FAILED,
                        OperationState.EXPIRED,
                        OperationState.CANCELLED);
        assertThat(counts.subList(2, 10))
                .allSatisfy(count -> assertThat(count.operations()).isEqualTo(1));
    }

    @Test
    void of_the_states_that_are_asked_for() {
        oneInEachState();
        for (OperationState state : OperationState.values()) {
            assertThat(operations.counts(Set.of(state)))
                    .extracting(Count::state)
                    .containsExactly(state);
        }
        assertThat(operations.counts(OperationState.OPEN))
                .extracting(Count::state)
                .containsExactlyElementsOf(List.of(OperationState.values()).stream()
                        .filter(state -> !state.isFinal())
                        .toList());
        assertThat(operations.counts(Set.of())).isEmpty();
    }

    private Map<OperationState, Long> oneInEachState() {
        Map<OperationState, Long> ids = new EnumMap<>(OperationState.class);
        for (OperationState state : OperationState.values()) {
            ids.put(state, state == OperationState.PENDING ? 0L : inState(state));
        }
        ids.put(OperationState.PENDING, submit(PLAIN));
        return ids;
    }

    private long inState(OperationState state) {
        if (state == OperationState.EXPIRED) {
            long id = submit(PLAIN.withDeadline(Instant.parse("2011-10-01T08:38:44Z")));
            tend();
            return id;
        }
        long id = submit(PLAIN);
        Claim claim = queue.claim("a", CARDS, LONG, 100).stream()
                .filter(one -> one.operation().id() == id)
                .findFirst()
                .orElseThrow();
        switch (state) {
            case SUCCEEDED -> succeed(claim);
            case WAITING -> queue.end(claim, new Waiting("approval"));
            case RETRYING -> queue.end(claim, new Failed(Outcome.FAILED, "no answer", state, LONG));
            case HELD, FAILED -> fail(claim, state);
            case CANCELLED -> {
                fail(claim, OperationState.HELD);
                operations.decide(id, OperationDecision.CANCEL, "grace", "not wanted any more");
            }
            case PENDING, RUNNING, EXPIRED -> {
                // As it is.
            }
        }
        return id;
    }
}
