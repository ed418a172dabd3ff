// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.disbursement;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OnAbandoned;
import dev.eventsource.workflow.OperationContext;
import dev.eventsource.workflow.OperationContext.Step;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Pays out loans that were approved. The bank is asked again until it has said yes: it pays once for each reference. Its
 * confirmation comes when it comes; then the loan is disbursed.
 */
record Disbursement(Storage storage, Bank bank) {

    private static final String TYPE = "loan.disburse";
    private static final OperationPolicy POLICY = OperationPolicy.DEFAULT
            .withRetry(RetryPolicy.DEFAULT.withMaxAttempts(1_000).withMaxDelay(Duration.ofSeconds(1)))
            .withOnAbandoned(OnAbandoned.RETRY);

    /** The decision and what follows from it, together. */
    long approve(StreamId loan, int amount) {
        return storage.atomically(tx -> {
            tx.events().append(Append.to(loan, ExpectedVersion.noStream(), List.of(event(loan, "LoanApproved", "{}"))));
            return tx.operations()
                    .submit(
                            TYPE,
                            Payload.of("{\"amount\":" + amount + "}"),
                            Options.DEFAULT.withKey(loan.key()).withIdempotencyId(loan.key()));
        });
    }

    OperationRouter router() {
        return new OperationRouter().on(TYPE, POLICY, this::disburse);
    }

    private void disburse(OperationContext context) throws Exception {
        StreamId loan = StreamId.of("loan", context.operation().key().orElseThrow());
        context.step("ask the bank", () -> {
            bank.pay(
                    context.reference(),
                    context.operation().id(),
                    context.payload().json());
            return Step.NOTHING;
        });
        Payload receipt = context.await("paid");
        context.append(Append.to(loan, ExpectedVersion.any(), List.of(event(loan, "LoanDisbursed", receipt.json()))));
    }

    /** The bank has paid: what comes a second time changes nothing. */
    void confirmed(long operation, Payload receipt) {
        storage.operations().signal(operation, "paid", receipt);
    }

    private static EventData event(StreamId loan, String type, String json) {
        return EventData.of(EventIds.derived(loan, type), type, Instant.now(), Payload.of(json));
    }
}
