// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

/** What the suites about subscriptions share: one that computes outcomes of loans, and processes that work on it. */
abstract class SubscriptionSuite extends Suite {

    static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");
    static final SubscriptionId OUTCOMES_2 = new SubscriptionId("outcomes", 2);
    static final SubscriptionId LETTERS = SubscriptionId.of("letters");

    /** Longer than any test. */
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration SHORT = Duration.ofMillis(100);

    CheckpointStore checkpoints;
    Leases leases;
    DeadLetterQueue letters;
    Deduplication deduplication;

    SubscriptionSuite(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_the_stores() {
        checkpoints = storage.checkpoints();
        leases = storage.leases();
        letters = storage.deadLetters();
        deduplication = storage.deduplication();
    }

    /** At the beginning, with a query that wants everything. */
    SubscriptionState register(SubscriptionId id, int partitions) {
        return checkpoints.register(id, partitions, "all", Checkpoint.START);
    }

    /** One attempt more than are stored; its number. */
    static int attempt(DeadLetterQueue letters, Lease lease, long position) {
        int number = letters.attempts(lease).getOrDefault(position, 0) + 1;
        letters.attempt(lease, position, number);
        return number;
    }

    /** The process lives for long, and gets the partition. */
    Claim claim(String process, SubscriptionId id, int partition) {
        live(process);
        return leases.claim(process, id, partition)
                .orElseThrow(() -> new AssertionError(process + " should get " + id + "/" + partition));
    }

    void live(String process) {
        leases.renew(process, LONG);
    }

    /** Afterwards the process is not alive any more, but has not said so. */
    void die(String process) throws Exception {
        leases.renew(process, SHORT);
        contract.pass(SHORT.plusMillis(20));
    }

    Set<Lease> advance(Lease lease, long position) {
        return checkpoints.advance(Map.of(lease, at(position)));
    }

    /** A checkpoint where somebody has looked which event is there. */
    static Checkpoint at(long position) {
        return new Checkpoint(position, new UUID(173688, position));
    }

    SubscriptionState state(SubscriptionId id) {
        return checkpoints.find(id).orElseThrow(() -> new AssertionError(id + " should be known"));
    }

    SubscriptionState.Partition partition(SubscriptionId id, int number) {
        return state(id).partitions().get(number);
    }

    long changes() {
        return leases.renew("observer", LONG).changes();
    }

    void assertChanges(Runnable action) {
        long before = changes();
        action.run();
        assertThat(changes()).as("changes").isGreaterThan(before);
    }

    void assertChangesNothing(Runnable action) {
        long before = changes();
        action.run();
        assertThat(changes()).as("changes").isEqualTo(before);
    }

    static DeadLetter letter(Lease lease, long position, String sequence, State state) {
        Instant failed = Instant.parse("2011-10-01T08:38:44.546789Z").plusSeconds(position);
        return new DeadLetter(
                lease.subscription(),
                lease.partition(),
                position,
                new UUID(173688, position),
                "LoanSubmitted",
                sequence,
                state,
                3,
                "IllegalStateException: no rate",
                "at Rates.of(Rates.java:17)",
                failed,
                failed.plus(1, ChronoUnit.MINUTES),
                "");
    }

    static void refused(ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call);
    }
}
