// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Waiting;
import dev.eventsource.store.OperationHistory.Attempt;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationHistory.Signal;
import dev.eventsource.store.OperationHistory.Step;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStateException;
import dev.eventsource.store.OperationStore.Filter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operation remembers between its attempts: steps, signals, and what makes up for steps. */
abstract class OperationStepContract extends OperationSuite {

    private static final Payload YES = Payload.of("\"yes\"");

    OperationStepContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_step_is_remembered_by_the_next_attempt() {
        Claim claim = started();
        assertThat(queue.steps(claim)).isEmpty();
        queue.record(claim, "reserve", AMOUNT, Optional.empty());
        queue.record(claim, "announce", Payload.of("null"), Optional.empty());
        fail(claim, OperationState.RETRYING);
        Claim again = claimOne();

        assertThat(queue.steps(again))
                .containsExactly(
                        java.util.Map.entry("reserve", AMOUNT), java.util.Map.entry("announce", Payload.of("null")));
        assertThat(history(claim.operation().id()).steps())
                .extracting(Step::name)
                .containsExactly("reserve", "announce");
        assertThatIllegalArgumentException().isThrownBy(() -> queue.record(again, "reserve", YES, Optional.empty()));
        assertThat(queue.steps(again)).hasSize(2);
    }

    @Test
    void a_step_is_part_of_the_transaction() {
        Claim claim = started();
        assertThatThrownBy(() -> storage.<Boolean, IOException>atomically(inside -> {
                    inside.operations().queue().record(claim, "reserve", AMOUNT, Optional.empty());
                    assertThat(inside.operations().queue().steps(claim)).hasSize(1);
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(queue.steps(claim)).isEmpty();
    }

    @Test
    void a_signal_lets_it_go_on() {
        Claim claim = started();
        long id = claim.operation().id();
        queue.end(claim, new Waiting("approval"));
        assertThat(state(id)).isEqualTo(OperationState.WAITING);
        assertThat(operation(id).status().signal()).isEqualTo("approval");
        assertThat(operations.signal(id, "something else", YES)).isTrue();
        assertThat(claimed()).isEmpty();

        assertThat(operations.signal(id, "approval", YES)).isTrue();
        assertThat(operations.signal(id, "approval", AMOUNT)).as("told twice").isFalse();

        Claim again = claimOne();
        assertThat(again.operation().status().failures()).isZero();
        assertThat(history(id).attempts())
                .extracting(Attempt::outcome)
                .containsExactly(Optional.of(Outcome.WAITING), Optional.empty());
        assertThat(history(id).signals()).extracting(Signal::name).containsExactly("something else", "approval");
        assertThat(history(id).signals()).extracting(Signal::payload).containsExactly(YES, YES);
    }

    @Test
    void a_signal_that_was_sent_before_the_wait_is_kept() {
        long id = submit(PLAIN);
        assertThat(operations.signal(id, "before it was begun", YES)).isTrue();
        Claim claim = claimOne();
        assertThat(operations.signal(id, "while it runs", AMOUNT)).isTrue();
        queue.end(claim, new Waiting("while it runs"));

        assertThat(state(id)).isEqualTo(OperationState.PENDING);
        assertThat(claimOne().operation().id()).isEqualTo(id);
        assertThat(history(id).signals()).extracting(Signal::payload).containsExactly(YES, AMOUNT);
    }

    @Test
    void a_signal_and_the_wait_for_it_do_not_miss_each_other() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            Claim claim = started();
            long id = claim.operation().id();
            Race.of(2, number -> {
                        if (number == 0) {
                            queue.end(claim, new Waiting("approval"));
                            return true;
                        }
                        return operations.signal(id, "approval", YES);
                    })
                    .forEach(Race.Outcome::get);
            assertThat(state(id)).isEqualTo(OperationState.PENDING);
            succeed(claimOne());
        }
    }

    @Test
    void what_is_done_hears_no_signals_and_nobody_signals_what_is_not() {
        Claim claim = started();
        succeed(claim);

        assertThat(operations.signal(claim.operation().id(), "approval", YES)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operations.signal(claim.operation().id() + 100, "approval", YES));
    }

    @Test
    void what_fails_for_good_is_compensated_in_reverse_order() {
        Claim claim = afterThreeSteps();
        assertThat(all()).hasSize(1);

        fail(claim, OperationState.FAILED);

        assertThat(inOrder()).containsExactly("undo.ship", "undo.reserve");
        List<Operation> undone =
                operations.list(Filter.ALL.after(claim.operation().id()), 10);
        assertThat(undone).allSatisfy(one -> {
            assertThat(one.channel()).isEqualTo("default");
            assertThat(one.priority()).isEqualTo(3);
            assertThat(one.metadata().correlationId()).contains("request 7");
            assertThat(one.metadata().causationId())
                    .contains(claim.operation().reference().toString());
        });
        assertThat(undone).extracting(Operation::payload).containsExactly(YES, AMOUNT);
        assertThat(history(claim.operation().id()).steps())
                .extracting(Step::compensated)
                .containsExactly(true, false, true);
    }

    @Test
    void what_was_compensated_is_done_anew_and_not_compensated_twice() {
        Claim claim = afterThreeSteps();
        fail(claim, OperationState.FAILED);
        assertThatThrownBy(() -> operations.decide(
                        claim.operation().id(), OperationDecision.RETRY, "ada", "the provider is back"))
                .as("while it is being undone")
                .isInstanceOf(OperationStateException.class)
                .hasMessageContaining("before operation " + (claim.operation().id() + 1) + " is done");
        inOrder();
        operations.decide(claim.operation().id(), OperationDecision.RETRY, "ada", "the provider is back");
        Claim again = claimOne();

        assertThat(queue.steps(again)).containsOnlyKeys("announce");
        queue.record(again, "reserve", YES, Optional.of(new Compensation("undo.reserve", YES)));
        fail(again, OperationState.FAILED);

        assertThat(inOrder()).containsExactly("undo.reserve");
    }

    @Test
    void what_is_cancelled_is_compensated_and_what_is_completed_is_not() {
        Claim held = afterThreeSteps();
        fail(held, OperationState.HELD);
        assertThat(all()).hasSize(1);
        operations.decide(held.operation().id(), OperationDecision.CANCEL, "ada", "not wanted any more");
        assertThat(inOrder()).containsExactly("undo.ship", "undo.reserve");

        Claim done = afterThreeSteps();
        fail(done, OperationState.HELD);
        operations.decide(done.operation().id(), OperationDecision.COMPLETE, "ada", "asked the provider");
        Claim succeeded = afterThreeSteps();
        succeed(succeeded);
        assertThat(inOrder()).isEmpty();
    }

    @Test
    void however_much_metadata_it_has_it_is_compensated() {
        submit(PLAIN.withMetadata(Metadata.none()
                .withCorrelationId("request 7")
                .with("note", "x".repeat(Metadata.MAX_BYTES - "correlationidrequest 7note".length()))));
        Claim claim = claimOne();
        queue.record(claim, "reserve", YES, Optional.of(new Compensation("undo.reserve", AMOUNT)));

        fail(claim, OperationState.FAILED);

        assertThat(operations.list(Filter.ALL.ofType("undo.reserve"), 10))
                .singleElement()
                .satisfies(undo -> assertThat(undo.metadata())
                        .isEqualTo(Metadata.none()
                                .withCorrelationId("request 7")
                                .withCausationId(claim.operation().reference().toString())));
    }

    @Test
    void nothing_is_compensated_if_the_failure_is_rolled_back() {
        Claim claim = afterThreeSteps();
        assertThatThrownBy(() -> storage.<Boolean, IOException>atomically(inside -> {
                    inside.operations().queue().end(claim, failing(OperationState.FAILED));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertThat(all()).hasSize(1);
    }

    private Claim afterThreeSteps() {
        submit(PLAIN.withPriority(3).withMetadata(Metadata.none().withCorrelationId("request 7")));
        Claim claim = claimOne();
        queue.record(claim, "reserve", YES, Optional.of(new Compensation("undo.reserve", AMOUNT)));
        queue.record(claim, "announce", YES, Optional.empty());
        queue.record(claim, "ship", YES, Optional.of(new Compensation("undo.ship", YES)));
        return claim;
    }

    /** The types of the compensations in the order in which they are to be had, one at a time. */
    private List<String> inOrder() {
        var undo = new dev.eventsource.store.OperationQueue.Routes(
                java.util.Set.of("default"), java.util.Set.of("undo.ship", "undo.reserve"));
        List<String> order = new java.util.ArrayList<>();
        for (List<Claim> next = queue.claim("b", undo, LONG, 10);
                !next.isEmpty();
                next = queue.claim("b", undo, LONG, 10)) {
            assertThat(next).as("one at a time").hasSize(1);
            order.add(next.get(0).operation().type());
            succeed(next.get(0));
        }
        return order;
    }
}
