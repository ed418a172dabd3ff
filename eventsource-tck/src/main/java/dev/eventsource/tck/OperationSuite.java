// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.OperationStore.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** What the suites about operations share: a card to be charged, and workers that know how. */
abstract class OperationSuite extends Suite {

    static final String CHARGE = "card.charge";
    static final Payload AMOUNT = Payload.of("{\"amount\":20000}");
    static final Options PLAIN = Options.DEFAULT;
    static final Routes CARDS = new Routes(Set.of("default"), Set.of(CHARGE, "card.refund"));

    /** Longer than any test. */
    static final Duration LONG = Duration.ofMinutes(10);

    static final Duration SHORT = Duration.ofMillis(100);

    OperationStore operations;
    OperationQueue queue;

    OperationSuite(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_operations() {
        operations = storage.operations();
        queue = operations.queue();
    }

    long submit(Options options) {
        return operations.submit(CHARGE, AMOUNT, options);
    }

    static NewOperation charge(Options options) {
        return new NewOperation(CHARGE, AMOUNT, options);
    }

    /** All that is to be had. */
    List<Claim> claim() {
        return queue.claim("a", CARDS, LONG, 100);
    }

    List<Long> claimed() {
        return ids(claim());
    }

    static List<Long> ids(List<Claim> claims) {
        return claims.stream().map(claim -> claim.operation().id()).toList();
    }

    /** The only one that is to be had. */
    Claim claimOne() {
        List<Claim> claims = claim();
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    /** Submits one and claims it. */
    Claim started() {
        submit(PLAIN);
        return claimOne();
    }

    void succeed(Claim claim) {
        queue.end(claim, new Succeeded());
    }

    void fail(Claim claim, OperationState then) {
        queue.end(claim, failing(then));
    }

    static Failed failing(OperationState then) {
        return new Failed(Outcome.FAILED, "the provider does not answer", then, Duration.ZERO);
    }

    /** What is to be done by the time is done; those who do it let what was abandoned be tried again. */
    Duration tend() {
        return queue.tend(CARDS, any -> abandoned(OperationState.RETRYING));
    }

    static Failed abandoned(OperationState then) {
        return new Failed(Outcome.ABANDONED, "the worker died", then, Duration.ZERO);
    }

    OperationHistory history(long id) {
        return operations.find(id).orElseThrow(() -> new AssertionError(id + " should be known"));
    }

    Operation operation(long id) {
        return history(id).operation();
    }

    OperationState state(long id) {
        return operation(id).state();
    }

    List<Operation> all() {
        return operations.list(Filter.ALL, 1_000);
    }
}
