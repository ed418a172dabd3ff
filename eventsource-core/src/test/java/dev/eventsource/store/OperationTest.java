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
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationEnding.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OperationTest {

    private static final Instant NOW = Instant.parse("2011-10-01T08:38:44.546789Z");
    private static final UUID REFERENCE = new UUID(1, 2);
    private static final Payload CARD = Payload.of("{\"card\":\"4242\"}");

    @Test
    void a_new_one_is_ready_when_its_time_has_come() {
        assertThat(submitted(Options.DEFAULT).status().ready()).isTrue();
        assertThat(submitted(Options.DEFAULT).status().dueAt()).isEqualTo(NOW);
        Operation later = submitted(Options.DEFAULT.withDelay(Duration.ofSeconds(1)));
        assertThat(later.status().ready()).isFalse();
        assertThat(later.status().dueAt()).isEqualTo(NOW.plusSeconds(1));
        assertThat(later.with(later.status().madeReady()).status().ready()).isTrue();
        assertThat(submitted(Options.DEFAULT.withRunAt(NOW)).status().ready()).isTrue();
        assertThat(submitted(Options.DEFAULT.withRunAt(NOW.plusNanos(1_000)))
                        .status()
                        .ready())
                .isFalse();
    }

    @Test
    void of_the_same_key_and_tenant_those_before_it_keep_one_back_unless_they_are_done_or_passing() {
        Set<OperationState> inTheWay = EnumSet.of(PENDING, RUNNING, RETRYING, WAITING, HELD, FAILED);
        for (OperationState state : OperationState.values()) {
            Operation first = in(state, submitted(17, "acme", key("loan-1")), true);
            Operation second = submitted(18, "acme", key("loan-1"));

            assertThat(first.keepsBack(second)).as("%s", state).isEqualTo(inTheWay.contains(state));
            assertThat(first.keepsBack(first)).as("itself").isFalse();
            assertThat(first.keepsBack(submitted(18, "acme", key("loan-2")))).isFalse();
            assertThat(first.keepsBack(submitted(18, "other", key("loan-1")))).isFalse();
            assertThat(first.keepsBack(submitted(18, "acme", Options.DEFAULT))).isFalse();
            assertThat(in(state, submitted(17, "acme", Options.DEFAULT), true)
                            .keepsBack(submitted(18, "acme", Options.DEFAULT)))
                    .as("without a key")
                    .isFalse();
            Operation earlier = submitted(16, "acme", key("loan-1"));
            assertThat(first.keepsBack(earlier)).as("behind it, %s", state).isEqualTo(state == RUNNING);

            Operation passing = in(state, submitted(17, "acme", key("loan-1").lettingPass()), true);
            assertThat(passing.keepsBack(second))
                    .as("passing, %s", state)
                    .isEqualTo(inTheWay.contains(state) && state != HELD && state != FAILED);
        }
        Operation notYet = in(PENDING, submitted(17, "acme", key("loan-1")), false);
        assertThat(notYet.keepsBack(submitted(18, "acme", key("loan-1"))))
                .as("one whose time has not come")
                .isFalse();
    }

    @Test
    void it_is_late_from_its_deadline_on() {
        Operation one = submitted(Options.DEFAULT.withDeadline(NOW));

        assertThat(one.isLate(NOW.minusNanos(1_000))).isFalse();
        assertThat(one.isLate(NOW)).isTrue();
        assertThat(one.isLate(NOW.plusSeconds(1))).isTrue();
        assertThat(submitted(Options.DEFAULT).isLate(Instant.MAX)).isFalse();
    }

    @Test
    void what_follows_has_its_correlation_and_names_it_as_the_cause_but_keeps_what_it_says_itself() {
        Operation one = submitted(Options.DEFAULT.withMetadata(
                Metadata.none().withCorrelationId("order-7").with("region", "eu")));

        Metadata next = one.followedBy(NewOperation.of("mail.send", CARD)
                        .with(Options.DEFAULT
                                .withPriority(3)
                                .withMetadata(Metadata.none().with("region", "us"))))
                .options()
                .metadata();

        assertThat(next.correlationId()).contains("order-7");
        assertThat(next.causationId()).contains(REFERENCE.toString());
        assertThat(next.entries()).containsEntry("region", "us");
    }

    @Test
    @SuppressWarnings("NullAway") // as callers without null checks do
    void without_a_payload_there_is_none() {
        assertThatNullPointerException()
                .isThrownBy(() -> NewOperation.of("mail.send", null))
                .withMessageContaining("payload");
        assertThatNullPointerException()
                .isThrownBy(() -> new OperationHistory.Compensation("card.refund", null))
                .withMessageContaining("payload");
    }

    @Test
    void compensations_are_done_one_behind_the_other_where_it_was_done() {
        Operation one = submitted(Options.DEFAULT
                .withChannel("cards")
                .withPriority(7)
                .withMetadata(Metadata.none().withCorrelationId("order-7")));

        NewOperation compensation = one.compensation(new OperationHistory.Compensation("card.refund", CARD));

        assertThat(compensation.type()).isEqualTo("card.refund");
        assertThat(compensation.payload()).isEqualTo(CARD);
        assertThat(compensation.options().channel()).isEqualTo("cards");
        assertThat(compensation.options().priority()).isEqualTo(7);
        assertThat(compensation.options().key()).contains("compensation of " + REFERENCE);
        assertThat(compensation.options().metadata().correlationId()).contains("order-7");
        assertThat(compensation.options().metadata().causationId()).contains(REFERENCE.toString());
    }

    @Test
    void an_attempt_ends_as_its_ending_says() {
        Operation running = submitted(Options.DEFAULT).started("ada", NOW);
        assertThat(running.state()).isEqualTo(RUNNING);
        assertThat(running.status().worker()).isEqualTo("ada");
        assertThat(running.status().ready()).isFalse();

        OperationStatus failed =
                running.ended(failing(Duration.ofSeconds(3)), NOW).status();
        assertThat(failed.dueAt()).isEqualTo(NOW.plusSeconds(3));
        assertThat(failed.ready()).isFalse();
        assertThat(failed.error()).isEqualTo("no answer");
        assertThat(running.ended(failing(Duration.ZERO), NOW).status().ready()).isTrue();
        assertThat(running.ended(new Waiting("approval"), NOW).status().signal())
                .isEqualTo("approval");
        assertThat(running.ended(new Succeeded(), NOW.plusSeconds(9)).status().changedAt())
                .isEqualTo(NOW.plusSeconds(9));
    }

    @Test
    void what_waited_goes_on_at_once_and_waits_for_nothing_any_more() {
        OperationStatus waiting = submitted(Options.DEFAULT)
                .started("ada", NOW)
                .ended(new Waiting("approval"), NOW)
                .goingOn(NOW.plusSeconds(5))
                .status();

        assertThat(waiting.state()).isEqualTo(PENDING);
        assertThat(waiting.ready()).isTrue();
        assertThat(waiting.signal()).isEmpty();
        assertThat(waiting.dueAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void too_late_says_what_it_was_waiting_for() {
        Operation running = submitted(Options.DEFAULT).started("ada", NOW);

        OperationStatus unbegun = submitted(Options.DEFAULT).overdue(NOW).status();
        assertThat(unbegun.error()).isEqualTo("Its deadline passed before it was begun");
        assertThat(unbegun.ready()).isFalse();
        assertThat(running.ended(new Waiting("approval"), NOW)
                        .overdue(NOW)
                        .status()
                        .error())
                .isEqualTo("Its deadline passed before the signal came");
        assertThat(running.ended(failing(Duration.ZERO), NOW)
                        .overdue(NOW)
                        .status()
                        .error())
                .isEqualTo("Its deadline passed before the next attempt; the last one: no answer");
    }

    @Test
    void a_decision_to_try_again_takes_effect_at_once_and_one_to_complete_forgets_the_error() {
        Operation failed = submitted(Options.DEFAULT)
                .started("ada", NOW)
                .ended(new Failed(Outcome.FAILED, "no answer", FAILED, Duration.ZERO), NOW);

        OperationStatus again = failed.decided(OperationDecision.RETRY, Optional.empty(), NOW.plusSeconds(60))
                .status();
        assertThat(again.ready()).isTrue();
        assertThat(again.dueAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(again.error()).isEqualTo("no answer");
        OperationStatus cancelled = failed.decided(OperationDecision.CANCEL, Optional.empty(), NOW.plusSeconds(60))
                .status();
        assertThat(cancelled.state()).isEqualTo(CANCELLED);
        assertThat(cancelled.ready()).isFalse();
        assertThat(cancelled.failures()).isEqualTo(1);
        assertThat(cancelled.dueAt()).isEqualTo(NOW);
        assertThat(cancelled.error()).isEqualTo("no answer");
        OperationStatus done = failed.decided(OperationDecision.COMPLETE, Optional.empty(), NOW.plusSeconds(60))
                .status();
        assertThat(done.state()).isEqualTo(SUCCEEDED);
        assertThat(done.error()).isEmpty();
    }

    @Test
    void what_nobody_knows_to_do_is_marked_and_nothing_else_changes() {
        OperationStatus before = submitted(Options.DEFAULT).status();
        OperationStatus after = before.markedUnroutable();

        assertThat(after.unroutable()).isTrue();
        assertThat(after.ready()).isTrue();
        assertThat(after.state()).isEqualTo(PENDING);
        assertThat(submitted(Options.DEFAULT)
                        .with(after)
                        .started("ada", NOW)
                        .status()
                        .unroutable())
                .isFalse();
    }

    @Test
    void it_tells_of_itself_without_payload_and_metadata() {
        Options options = Options.DEFAULT.withMetadata(Metadata.none().with("secret", "s3cr3t"));
        assertThat(submitted(17, "acme", options)).hasToString("card.charge 17 of acme, PENDING");
        assertThat(submitted(17, "", options)).hasToString("card.charge 17, PENDING");
    }

    private static Options key(String key) {
        return Options.DEFAULT.withKey(key);
    }

    private static Failed failing(Duration after) {
        return new Failed(Outcome.FAILED, "no answer", RETRYING, after);
    }

    private static Operation submitted(Options options) {
        return submitted(17, "acme", options);
    }

    private static Operation submitted(long id, String tenant, Options options) {
        return Operation.submitted(
                id, tenant, NewOperation.of("card.charge", CARD).with(options), REFERENCE, NOW);
    }

    private static Operation in(OperationState state, Operation one, boolean ready) {
        int attempts = state == PENDING || state == EXPIRED ? 0 : 1;
        return one.with(new OperationStatus(
                state, ready, false, NOW, attempts, 0, attempts, "", state == WAITING ? "approval" : "", "", NOW));
    }
}
