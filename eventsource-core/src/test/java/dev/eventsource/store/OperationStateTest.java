// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import static dev.eventsource.store.OperationState.CANCELLED;
import static dev.eventsource.store.OperationState.EXPIRED;
import static dev.eventsource.store.OperationState.FAILED;
import static dev.eventsource.store.OperationState.HELD;
import static dev.eventsource.store.OperationState.PENDING;
import static dev.eventsource.store.OperationState.RETRYING;
import static dev.eventsource.store.OperationState.RUNNING;
import static dev.eventsource.store.OperationState.SUCCEEDED;
import static dev.eventsource.store.OperationState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.eventsource.event.Payload;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationStateTest {

    private static final Instant NOW = Instant.parse("2011-10-01T08:38:44.546789Z");

    /** What anybody can do to an operation, and from which states. */
    private static final Map<String, Deed> DEEDS = new LinkedHashMap<>();

    static {
        deed("begin", Set.of(PENDING, RETRYING), one -> one.started("worker", NOW));
        deed("succeed", Set.of(RUNNING), one -> one.ended(new Succeeded(), NOW));
        deed("wait", Set.of(RUNNING), one -> one.ended(new Waiting("approval"), NOW));
        for (OperationState then : List.of(RETRYING, HELD, FAILED)) {
            deed("fail to " + then, Set.of(RUNNING), one -> one.ended(failing(then), NOW));
        }
        deed("go on", Set.of(WAITING), one -> one.goingOn(NOW));
        deed("be too late", Set.of(PENDING, RETRYING, WAITING), one -> one.overdue(NOW));
        for (OperationDecision decision : OperationDecision.values()) {
            deed(decision.name(), decision.from(), one -> one.decided(decision, Optional.empty(), NOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_leads_anywhere_but_where_the_table_says(OperationState from) {
        DEEDS.forEach((name, deed) -> {
            Operation before = in(from);
            if (deed.from.contains(from)) {
                Operation after = deed.work.apply(before);
                assertThat(from.next()).as(name + " from " + from).contains(after.state());
                assertThat(after.with(before.status())).as("the rest of it").isEqualTo(before);
            } else {
                assertThatExceptionOfType(OperationStateException.class)
                        .as(name + " from " + from)
                        .isThrownBy(() -> deed.work.apply(before))
                        .withMessageContaining("Operation 17 is " + from);
            }
        });
    }

    @Test
    void the_table_is_this_one() {
        assertThat(PENDING.next()).containsExactlyInAnyOrder(RUNNING, SUCCEEDED, FAILED, EXPIRED, CANCELLED);
        assertThat(RUNNING.next()).containsExactlyInAnyOrder(RETRYING, WAITING, HELD, SUCCEEDED, FAILED);
        assertThat(RETRYING.next()).containsExactlyInAnyOrder(PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED);
        assertThat(WAITING.next()).containsExactlyInAnyOrder(PENDING, SUCCEEDED, FAILED, CANCELLED);
        assertThat(HELD.next()).containsExactlyInAnyOrder(PENDING, SUCCEEDED, CANCELLED);
        assertThat(FAILED.next()).containsExactlyInAnyOrder(PENDING, SUCCEEDED, CANCELLED);
        for (OperationState state : List.of(SUCCEEDED, EXPIRED, CANCELLED)) {
            assertThat(state.isFinal()).isTrue();
        }
        assertThat(FAILED.isFinal()).isFalse();
    }

    @Test
    void what_was_never_begun_expires_and_what_was_fails() {
        assertThat(in(PENDING).overdue(NOW).state()).isEqualTo(EXPIRED);
        Operation tried = in(PENDING).started("worker", NOW).ended(failing(RETRYING), NOW);
        assertThat(tried.overdue(NOW).state()).isEqualTo(FAILED);
        assertThat(tried.overdue(NOW).status().error()).contains("deadline").contains("no answer");
    }

    @Test
    void who_wants_another_attempt_is_not_bound_by_a_deadline_that_has_passed() {
        Operation late = Operation.submitted(
                        17,
                        "",
                        NewOperation.of("card.charge", Payload.of("{}"))
                                .with(NewOperation.Options.DEFAULT.withDeadline(NOW)),
                        new UUID(1, 2),
                        NOW)
                .started("worker", NOW)
                .ended(failing(FAILED), NOW);

        assertThat(late.decided(OperationDecision.RETRY, Optional.empty(), NOW).deadline())
                .isEmpty();
        assertThat(late.decided(OperationDecision.RETRY, Optional.empty(), NOW.minusSeconds(1))
                        .deadline())
                .contains(NOW);
        assertThat(late.decided(OperationDecision.COMPLETE, Optional.empty(), NOW)
                        .deadline())
                .contains(NOW);
    }

    @Test
    void each_attempt_has_a_token_of_its_own_and_a_decision_counts_failures_anew() {
        Operation tried = in(PENDING).started("a", NOW).ended(failing(RETRYING), NOW);
        Operation again = tried.started("b", NOW);

        assertThat(again.status().token()).isEqualTo(2);
        assertThat(again.status().attempts()).isEqualTo(2);
        assertThat(again.status().failures()).isEqualTo(1);
        Operation failed = again.ended(failing(FAILED), NOW);
        assertThat(failed.status().failures()).isEqualTo(2);
        assertThat(failed.decided(OperationDecision.RETRY, Optional.empty(), NOW)
                        .status()
                        .failures())
                .isZero();
        assertThat(failed.decided(OperationDecision.RETRY, Optional.empty(), NOW)
                        .status()
                        .attempts())
                .isEqualTo(2);
    }

    private static Operation in(OperationState state) {
        Operation submitted =
                Operation.submitted(17, "acme", NewOperation.of("card.charge", Payload.of("{}")), new UUID(1, 2), NOW);
        return submitted.with(new OperationStatus(
                state,
                state == PENDING,
                false,
                NOW,
                state == PENDING ? 0 : 1,
                0,
                0,
                "",
                state == WAITING ? "approval" : "",
                "",
                NOW));
    }

    private static Failed failing(OperationState then) {
        return new Failed(Outcome.FAILED, "no answer", then, Duration.ofSeconds(1));
    }

    private static void deed(String name, Set<OperationState> from, UnaryOperator<Operation> work) {
        DEEDS.put(name, new Deed(from, work));
    }

    private record Deed(Set<OperationState> from, UnaryOperator<Operation> work) {}
}
