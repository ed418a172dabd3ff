// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.Upcaster;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What was stored under older names is found and read by today's. */
abstract class EvolutionContract extends Suite {

    private static final StreamId LOAN = StreamId.of("loan", "1");

    @EventType(value = "LoanGranted", aliases = "LoanApproved")
    record Granted(String by) {}

    @EventType(value = "LoanPaid", revision = 2)
    record Paid(long cents) {}

    private static final EventCodec TODAY = new JacksonEventCodec(
            EventTypes.of(Granted.class, Paid.class),
            JacksonEventCodec.Options.DEFAULT.withUpcasters(
                    Upcaster.renamed("LoanDisbursed", 1, "LoanPaid", 1),
                    Upcaster.of(
                            "LoanPaid",
                            1,
                            paid -> paid.put("cents", paid.remove("amount").asLong() * 100)),
                    Upcaster.dropped("LoanPinged", 1)));

    EvolutionContract(Backend contract) {
        super(contract);
    }

    private static EventData stored(String type, int revision, String json) {
        return new EventData(
                UUID.randomUUID(), type, revision, Instant.EPOCH, Payload.of(json), Metadata.none(), Set.of());
    }

    private void appendHistory() {
        events.append(
                LOAN,
                ExpectedVersion.any(),
                List.of(
                        stored("LoanApproved", 1, "{\"by\":\"Ada\"}"),
                        stored("LoanPinged", 1, "{}"),
                        stored("SomethingElse", 1, "{}"),
                        stored("LoanDisbursed", 1, "{\"amount\":1}"),
                        stored("LoanPaid", 1, "{\"amount\":2}"),
                        stored("LoanPaid", 2, "{\"cents\":300}")));
    }

    @Test
    void a_subscription_from_the_beginning_sees_the_old_events_as_what_they_mean() throws Exception {
        appendHistory();
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        EventHandlers handlers = EventHandlers.builder(TODAY)
                .on(Granted.class, (Granted event) -> seen.add(event))
                .on(Paid.class, (Paid event) -> seen.add(event))
                .build();

        try (Running running = Running.on(storage)) {
            assertThat(running.start(Subscription.of("payments", handlers)).await(6, contract.patience()))
                    .isTrue();
        }

        assertThat(seen).containsExactly(new Granted("Ada"), new Paid(100), new Paid(200), new Paid(300));
        assertThat(storage.deadLetters()
                        .count(DeadLetterQueue.Filter.ALL.of(SubscriptionId.of("payments")))
                        .letters())
                .isZero();
    }

    @Test
    void a_condition_on_todays_class_is_broken_by_an_old_event() {
        appendHistory();
        EventData event = TODAY.encode(new Paid(5), UUID.randomUUID(), Instant.EPOCH);

        assertThatThrownBy(() -> events.append(Append.to(LOAN, ExpectedVersion.any(), List.of(event))
                        .onlyIf(AppendCondition.nothingMatches(TODAY.query(Granted.class), 0))))
                .isInstanceOf(ConditionFailedException.class);
        assertThat(events.append(Append.to(LOAN, ExpectedVersion.any(), List.of(event))
                                .onlyIf(AppendCondition.nothingMatches(TODAY.query(Granted.class), 1)))
                        .lastPosition())
                .isEqualTo(7);
    }

    @Test
    void who_asks_for_an_unknown_type_learns_it_and_who_does_not_is_not_disturbed() {
        appendHistory();

        assertThat(Suite.log(events, TODAY.query(Paid.class, Granted.class), 100))
                .flatExtracting(TODAY::decode)
                .hasSize(4);
        assertThatThrownBy(() -> log().forEach(TODAY::decode))
                .isInstanceOf(CodecException.class)
                .hasMessageContainingAll("SomethingElse", "position 3");
    }
}
