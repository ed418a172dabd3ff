// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writing down what is to be done. */
abstract class OperationSubmitContract extends OperationSuite {

    OperationSubmitContract(Backend contract) {
        super(contract);
    }

    @Test
    void an_operation_comes_back_as_it_was_submitted() {
        Instant deadline = Instant.parse("2111-10-01T08:38:44.546789Z");
        Metadata metadata = Metadata.none().withCorrelationId("request 7").withTraceparent("00-abc-def-01");
        Options options = PLAIN.withChannel("cards")
                .withPriority(-7)
                .withKey("loan-173688")
                .lettingPass()
                .withIdempotencyId("charge of loan-173688")
                .withDeadline(deadline)
                .withMetadata(metadata);
        Instant before = Instant.now().minusSeconds(5);

        long id = submit(options);

        Operation operation = operation(id);
        assertThat(operation.type()).isEqualTo(CHARGE);
        assertThat(operation.payload()).isEqualTo(AMOUNT);
        assertThat(operation.channel()).isEqualTo("cards");
        assertThat(operation.priority()).isEqualTo(-7);
        assertThat(operation.key()).contains("loan-173688");
        assertThat(operation.passing()).isTrue();
        assertThat(operation.idempotencyId()).contains("charge of loan-173688");
        assertThat(operation.deadline()).contains(deadline);
        assertThat(operation.metadata()).isEqualTo(metadata);
        assertThat(operation.submittedAt()).isAfter(before);
        assertThat(operation.tenant()).isEmpty();
        assertThat(operation.state()).isEqualTo(OperationState.PENDING);
        assertThat(operation.status().ready()).isTrue();
        assertThat(operation.status().attempts()).isZero();
        assertThat(history(id).attempts()).isEmpty();
        assertThat(all()).containsExactly(operation);
    }

    @Test
    void nothing_in_a_payload_changes_how_it_is_treated() {
        Payload payload = Payload.of(
                "{\"type\":\"card.refund\",\"priority\":9,\"channel\":\"x\",\"id\":1,\"state\":\"SUCCEEDED\",\"tenant\":\"acme\"}");

        Operation operation = operation(operations.submit(CHARGE, payload, PLAIN));

        assertThat(operation.payload()).isEqualTo(payload);
        assertThat(operation.type()).isEqualTo(CHARGE);
        assertThat(operation.priority()).isZero();
        assertThat(operation.channel()).isEqualTo("default");
        assertThat(operation.tenant()).isEmpty();
        assertThat(operation.state()).isEqualTo(OperationState.PENDING);
    }

    @Test
    void it_is_part_of_the_transaction() throws Exception {
        assertThatThrownBy(() -> storage.<Boolean, IOException>atomically(inside -> {
                    long id = inside.operations().submit(charge(PLAIN));
                    assertThat(inside.operations().find(id)).isPresent();
                    assertThat(operations.find(id)).as("seen by others").isEmpty();
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);
        assertThat(all()).as("rolled back").isEmpty();
        assertThat(claimed()).isEmpty();

        storage.atomically(inside -> {
            inside.operations().submit(charge(PLAIN));
            return inside.events().append(Loans.LOAN, dev.eventsource.event.ExpectedVersion.any(), Loans.some(1));
        });
        assertThat(claimed()).hasSize(1);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void ids_grow_and_references_are_of_their_own() {
        Set<Object> references = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 20; i++) {
            long id = submit(PLAIN);
            assertThat(id).isGreaterThan(last);
            references.add(operation(id).reference());
            last = id;
        }
        assertThat(references).hasSize(20);
    }

    @Test
    void submitting_twice_with_one_idempotency_id_is_submitting_once() {
        long id = submit(PLAIN.withIdempotencyId("x"));

        assertThat(submit(PLAIN.withIdempotencyId("x").withPriority(5))).isEqualTo(id);
        assertThat(submit(PLAIN.withIdempotencyId("y"))).isNotEqualTo(id);
        assertThat(operations.submit("card.refund", AMOUNT, PLAIN.withIdempotencyId("x")))
                .isNotEqualTo(id);
        assertThat(submit(PLAIN)).isNotEqualTo(submit(PLAIN));
        assertThat(operation(id).priority()).isZero();
        claim().forEach(this::succeed);
        assertThat(submit(PLAIN.withIdempotencyId("x"))).as("when it is done").isEqualTo(id);
        assertThat(all()).hasSize(5);
    }

    @Test
    void many_who_submit_at_once_with_one_idempotency_id_get_the_same() throws InterruptedException {
        Set<Long> ids = new HashSet<>();
        for (Race.Outcome<Long> outcome : Race.of(8, number -> submit(PLAIN.withIdempotencyId("x")))) {
            ids.add(outcome.get());
        }
        assertThat(ids).hasSize(1);
        assertThat(all()).hasSize(1);
    }

    @Test
    void hostile_texts_come_back_unchanged() {
        for (String text : HostileTexts.UP_TO_200) {
            Operation operation = operation(submit(PLAIN.withKey(text).withIdempotencyId(text)));
            assertThat(operation.key()).contains(text);
            assertThat(operation.idempotencyId()).contains(text);
            assertThat(operations.list(dev.eventsource.store.OperationStore.Filter.ALL.withKey(text), 10))
                    .containsExactly(operation);
        }
    }

    @Test
    void what_cannot_be_is_refused() {
        for (String type : List.of("", "card..charge", ".", "card charge", "x".repeat(101))) {
            assertThatIllegalArgumentException().isThrownBy(() -> NewOperation.of(type, AMOUNT));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withChannel(""));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withChannel("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withPriority(101));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withKey(""));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withIdempotencyId("a\nb"));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withDelay(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withDelay(Duration.ofDays(400)));
        assertThat(all()).isEmpty();
    }
}
