// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When subscriptions can be read and written: not when the storage is closed, nor through the outer one from inside. */
abstract class SubscriptionLifecycleContract extends SubscriptionSuite {

    private Lease lease;

    SubscriptionLifecycleContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void claim_a_partition() {
        register(OUTCOMES, 1);
        lease = claim("a", OUTCOMES, 0).lease();
    }

    @Test
    void the_outer_storage_can_be_read_from_inside_but_not_written() {
        storage.atomically(inside -> {
            inside.checkpoints().advance(Map.of(lease, at(7)));
            reads(storage).forEach((name, read) -> read.run());
            assertThat(state(OUTCOMES).position()).isZero();
            writes(storage)
                    .forEach((name, write) -> assertThatThrownBy(write::run)
                            .as(name)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("use the storage handed to you"));
            writes(storage.forTenant("acme"))
                    .forEach((name, write) -> assertThatThrownBy(write::run)
                            .as("a tenant's " + name)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("use the storage handed to you"));
            return true;
        });
        assertThat(state(OUTCOMES).position()).isEqualTo(7);
        assertThat(checkpoints.all()).hasSize(1);
        assertThat(state(OUTCOMES).paused()).isFalse();
    }

    @Test
    void a_refusal_leaves_the_transaction_usable() {
        storage.atomically(inside -> {
            List<ThrowingCallable> refusals = List.of(
                    () -> inside.checkpoints().pause(OUTCOMES_2, true),
                    () -> inside.checkpoints().reset(OUTCOMES, Checkpoint.START, false),
                    () -> inside.checkpoints().drop(OUTCOMES),
                    () -> inside.leases().join("a", OUTCOMES_2),
                    () -> attempt(inside.deadLetters(), new Lease(OUTCOMES, 0, 99), 1),
                    () -> inside.deadLetters().decide(Filter.ALL, State.FAILED, "ada"));
            refusals.forEach(refusal -> assertThatThrownBy(refusal).isInstanceOfAny(RuntimeException.class));
            return inside.checkpoints().advance(Map.of(lease, at(7)));
        });

        assertThat(state(OUTCOMES).position()).isEqualTo(7);
    }

    @Test
    void everything_of_a_used_up_storage_throws_whatever_is_called() {
        List<Storage> leaked = new ArrayList<>();
        List<Map<String, Runnable>> calls = new ArrayList<>();
        storage.atomically(inside -> {
            leaked.add(inside);
            calls.add(reads(inside));
            calls.add(writes(inside));
            return true;
        });

        calls.forEach(SubscriptionLifecycleContract::assertIllegal);
        Storage used = leaked.get(0);
        assertIllegal(Map.of(
                "checkpoints", used::checkpoints,
                "leases", used::leases,
                "deadLetters", used::deadLetters,
                "deduplication", used::deduplication));
    }

    @Test
    void everything_of_a_closed_storage_throws_whatever_is_called() {
        Storage tenants = storage.forTenant("acme");
        Map<String, Runnable> reads = reads(storage);
        Map<String, Runnable> writes = writes(storage);
        storage.close();

        assertIllegal(reads);
        assertIllegal(writes);
        assertIllegal(reads(tenants));
        assertIllegal(writes(tenants));
    }

    private static void assertIllegal(Map<String, Runnable> calls) {
        calls.forEach((name, call) -> assertThatThrownBy(call::run).as(name).isInstanceOf(IllegalStateException.class));
    }

    private static Map<String, Runnable> reads(Storage storage) {
        var checkpoints = storage.checkpoints();
        var leases = storage.leases();
        var letters = storage.deadLetters();
        Map<String, Runnable> reads = new LinkedHashMap<>();
        reads.put("find", () -> checkpoints.find(OUTCOMES));
        reads.put("all", checkpoints::all);
        reads.put("division", () -> leases.division(OUTCOMES));
        reads.put("open", () -> letters.open(OUTCOMES, 0, 0, 1));
        reads.put("list", () -> letters.list(Filter.ALL, 1));
        reads.put("count", () -> letters.count(Filter.ALL));
        return reads;
    }

    private Map<String, Runnable> writes(Storage storage) {
        var checkpoints = storage.checkpoints();
        var leases = storage.leases();
        var letters = storage.deadLetters();
        var deduplication = storage.deduplication();
        Map<String, Runnable> writes = new LinkedHashMap<>();
        writes.put("register", () -> checkpoints.register(LETTERS, 1, "", Checkpoint.START));
        writes.put("advance", () -> checkpoints.advance(Map.of(lease, at(9))));
        writes.put("reset", () -> checkpoints.reset(OUTCOMES, Checkpoint.START, true));
        writes.put("pause", () -> checkpoints.pause(OUTCOMES, true));
        writes.put("activate", () -> checkpoints.activate(OUTCOMES, true));
        writes.put("drop", () -> checkpoints.drop(OUTCOMES));
        writes.put("renew", () -> leases.renew("a", LONG));
        writes.put("leave", () -> leases.leave("a"));
        writes.put("join", () -> leases.join("a", OUTCOMES));
        writes.put("quit", () -> leases.quit("a", OUTCOMES));
        writes.put("claim", () -> leases.claim("a", OUTCOMES, 0));
        writes.put("release", () -> leases.release(lease));
        writes.put("attempt", () -> attempt(letters, lease, 1));
        writes.put("put", () -> letters.put(lease, letter(lease, 1, "loan-1", State.FAILED)));
        writes.put("attempt 0", () -> letters.attempt(lease, 1, 0));
        writes.put("decide", () -> letters.decide(Filter.ALL, State.RETRYING, "ada"));
        writes.put("purge", () -> letters.purge(Instant.MAX));
        writes.put("remember", () -> deduplication.remember("outcomes", new UUID(1, 1)));
        writes.put("forget", () -> deduplication.forget("outcomes"));
        writes.put("purge what was handled", () -> deduplication.purge(Instant.MAX));
        return writes;
    }
}
