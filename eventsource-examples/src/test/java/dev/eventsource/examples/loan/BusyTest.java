// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.loan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.examples.Page;
import dev.eventsource.examples.loan.LoanCommand.Approve;
import dev.eventsource.examples.loan.LoanCommand.Submit;
import dev.eventsource.handling.Failures;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationContext;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/busy-aggregate.md. */
class BusyTest {

    private final Storage storage = new InMemoryStorage();
    private final AggregateRepository<LoanCommand, Aggregate<Loan>> loans =
            new Aggregates(storage, LoanEvent.CODEC).of("loan", LoanEvent.class, new LoanDecider());

    // DOC submit begin
    record Approval(String loan, String by) {}

    static final JacksonStateCodec<Approval> APPROVALS = new JacksonStateCodec<>(Approval.class);

    long approve(UUID requestId, String loan, String by) {
        return storage.operations()
                .submit(NewOperation.of("loan.approve", APPROVALS.encode(new Approval(loan, by)))
                        .with(NewOperation.Options.DEFAULT
                                .withKey("loan-" + loan) // one at a time, in their order
                                .withIdempotencyId(requestId.toString()))); // twice is once
    }
    // DOC submit end

    // DOC run begin
    OperationRunner start() {
        OperationPolicy policy = OperationPolicy.DEFAULT.withRetry(OperationPolicy.DEFAULT
                .retry()
                .withFailures(Failures.DEFAULT.notRetrying(CommandRejectedException.class)));
        return OperationRunner.start(
                storage, new OperationRouter().transactional("loan.approve", policy, this::approve));
    }

    private void approve(OperationContext context) {
        Approval approval = APPROVALS.decode(context.payload(), "loan.approve");
        loans.on(context.storage())
                .execute(
                        approval.loan(),
                        new Approve(approval.by()),
                        CommandContext.of(context.reference()).by(approval.by()));
    }
    // DOC run end

    @Test
    void commands_for_one_loan_are_executed_one_after_the_other() {
        loans.execute("173688", new Submit("Ada", new BigDecimal(20_000)));
        UUID request = UUID.randomUUID();
        approve(request, "173688", "Grace");
        approve(request, "173688", "Grace");
        approve(UUID.randomUUID(), "173688", "Joan");
        try (OperationRunner runner = start()) {
            await().until(() -> storage.operations().list(Filter.ALL, 10).stream()
                    .allMatch(one -> one.state() == OperationState.SUCCEEDED || one.state() == OperationState.FAILED));
        }
        assertThat(storage.operations().list(Filter.ALL, 10))
                .extracting(one -> one.state())
                .containsExactlyInAnyOrder(OperationState.SUCCEEDED, OperationState.FAILED);
        assertThat(loans.load("173688").version()).isEqualTo(2);
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("busy-aggregate.md").hasTheCodeOf("loan/BusyTest.java");
    }
}
