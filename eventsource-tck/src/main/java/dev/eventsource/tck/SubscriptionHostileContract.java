// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names and texts at their limits come back unchanged; what cannot be is refused at the door. */
abstract class SubscriptionHostileContract extends SubscriptionSuite {

    SubscriptionHostileContract(Backend contract) {
        super(contract);
    }

    @Test
    void queries_and_partitions_have_limits() {
        String largest = "\u00e9\n\t'\"\\?${x}".repeat(10_000).substring(0, 100_000);
        assertThat(checkpoints.register(OUTCOMES, 1_024, largest, at(Long.MAX_VALUE)))
                .isEqualTo(state(OUTCOMES))
                .satisfies(state -> {
                    assertThat(state.query()).isEqualTo(largest);
                    assertThat(state.partitions()).hasSize(1_024);
                    assertThat(state.position()).isEqualTo(Long.MAX_VALUE);
                });

        refused(() -> checkpoints.register(LETTERS, 0, "", Checkpoint.START));
        refused(() -> checkpoints.register(LETTERS, 1_025, "", Checkpoint.START));
        refused(() -> checkpoints.register(LETTERS, 1, "x".repeat(100_001), Checkpoint.START));
        refused(() -> checkpoints.register(LETTERS, 1, "a\u0000b", Checkpoint.START));
        refused(() -> checkpoints.register(LETTERS, 1, "a\ud800b", Checkpoint.START));
        refused(() -> new Checkpoint(-1, null));
        assertThat(checkpoints.all()).hasSize(1);
    }

    @Test
    void every_process_is_a_process_of_its_own() {
        register(OUTCOMES, HostileTexts.UP_TO_200.size());
        int partition = 0;
        for (String process : HostileTexts.UP_TO_200) {
            live(process);
            leases.join(process, OUTCOMES);
            Claim claim = leases.claim(process, OUTCOMES, partition++).orElseThrow();
            assertThat(state(OUTCOMES)
                            .partitions()
                            .get(claim.lease().partition())
                            .owner())
                    .isEqualTo(process);
        }

        assertThat(leases.division(OUTCOMES).members())
                .containsExactlyElementsOf(new TreeSet<>(HostileTexts.UP_TO_200));
        assertThat(leases.division(OUTCOMES).owners().values())
                .containsExactlyInAnyOrderElementsOf(HostileTexts.UP_TO_200);
        for (String process : HostileTexts.UP_TO_200) {
            leases.quit(process, OUTCOMES);
            leases.leave(process);
        }
        assertThat(leases.renew("a", LONG).alive()).isEqualTo(1);
    }

    @Test
    void processes_that_cannot_be_are_refused() {
        register(OUTCOMES, 1);
        Stream.concat(HostileTexts.refused(), Stream.of("", "x".repeat(201))).forEach(process -> {
            refused(() -> leases.renew(process, LONG));
            refused(() -> leases.leave(process));
            refused(() -> leases.join(process, OUTCOMES));
            refused(() -> leases.quit(process, OUTCOMES));
            refused(() -> leases.claim(process, OUTCOMES, 0));
        });
        for (Duration lease : List.of(
                Duration.ZERO,
                Duration.ofMillis(99),
                Duration.ofSeconds(-1),
                Duration.ofDays(1).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            refused(() -> leases.renew("a", lease));
        }
        assertThat(leases.renew("a", Duration.ofDays(1)).alive()).isEqualTo(1);
    }

    @Test
    void checkpoints_of_two_subscriptions_do_not_move_together() {
        register(OUTCOMES, 1);
        register(LETTERS, 1);
        Lease one = claim("a", OUTCOMES, 0).lease();
        Lease other = claim("a", LETTERS, 0).lease();

        refused(() -> checkpoints.advance(Map.of(one, at(1), other, at(1))));
        assertThat(state(OUTCOMES).position()).isZero();
    }

    @Test
    void texts_of_letters_come_back() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        long position = 0;
        for (String text : HostileTexts.UP_TO_200) {
            DeadLetter letter = letter(lease, ++position, text, text, text + "\n\t" + text, text);
            letters.put(lease, letter);

            assertThat(letters.list(Filter.ALL.inSequence(text), 10)).containsExactly(letter);
            assertThat(letters.decide(Filter.ALL.at(position), State.RETRYING, text))
                    .isEqualTo(1);
            assertThat(letters.list(Filter.ALL.at(position), 1).get(0).decidedBy())
                    .isEqualTo(text);
        }
        assertThat(letters.list(Filter.ALL, 1_000)).hasSameSizeAs(HostileTexts.UP_TO_200);
    }

    @Test
    void errors_are_bounded_and_made_storable() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        String pairs = "\ud83d\udc69".repeat(10_000);
        letters.put(lease, letter(lease, 1, "loan-1", "LoanSubmitted", "a\u0000b\ud800c", "\udc00\u0000"));
        letters.put(lease, letter(lease, 2, "x".repeat(500), "LoanSubmitted", "x" + pairs, pairs));

        assertThat(letters.list(Filter.ALL, 10))
                .satisfiesExactly(
                        replaced -> {
                            assertThat(replaced.error()).isEqualTo("a\ufffdb\ufffdc");
                            assertThat(replaced.stackTrace()).isEqualTo("\ufffd\ufffd");
                        },
                        cut -> {
                            assertThat(cut.error()).isEqualTo("x" + "\ud83d\udc69".repeat(499) + "\u2026");
                            assertThat(cut.stackTrace()).isEqualTo("\ud83d\udc69".repeat(4_999) + "\u2026");
                        });
    }

    @Test
    void letters_that_cannot_be_are_refused() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        Stream.concat(HostileTexts.refused(), Stream.of("", "x".repeat(501))).forEach(text -> {
            refused(() -> letter(lease, 1, text, "LoanSubmitted", "", ""));
            refused(() -> letter(lease, 1, "loan-1", text, "", ""));
            refused(() -> Filter.ALL.inSequence(text));
            refused(() -> letters.decide(Filter.ALL, State.RETRYING, text));
        });
        refused(() -> letter(lease, 0, "loan-1", "LoanSubmitted", "", ""));
        refused(() -> Filter.ALL.after(-1));
        refused(() -> Filter.ALL.at(-1));
        refused(() -> attempt(letters, lease, -1));
        refused(() -> letters.attempt(lease, -1, 0));
        refused(() -> letters.decide(Filter.ALL, State.RETRYING, "x".repeat(201)));
        for (int limit : List.of(0, -1, 1_001, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            refused(() -> letters.list(Filter.ALL, limit));
            refused(() -> letters.open(OUTCOMES, 0, 0, limit));
        }
        refused(() -> letters.open(OUTCOMES, 0, -1, 10));
        assertThat(letters.list(Filter.ALL, 1_000)).isEmpty();
    }

    @Test
    void times_of_letters_are_cut_to_what_can_be_stored() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        letters.put(lease, letterOf(lease, 1, Instant.MIN, Instant.MAX));
        letters.put(lease, letterOf(lease, 2, Instant.EPOCH.plusNanos(1_999), Instant.parse("1582-10-04T00:00:00Z")));

        assertThat(letters.list(Filter.ALL, 10))
                .extracting(DeadLetter::firstFailedAt)
                .containsExactly(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("1970-01-01T00:00:00.000001Z"));
        assertThat(letters.list(Filter.ALL, 10))
                .extracting(DeadLetter::lastFailedAt)
                .containsExactly(Instant.parse("9999-12-31T23:59:59.999999Z"), Instant.parse("1582-10-04T00:00:00Z"));
        assertThat(letters.count(Filter.ALL).oldest()).contains(Instant.parse("0001-01-01T00:00:00Z"));
    }

    private static DeadLetter letter(
            Lease lease, long position, String sequence, String type, String error, String stackTrace) {
        return new DeadLetter(
                lease.subscription(),
                lease.partition(),
                position,
                new UUID(position, Long.MIN_VALUE),
                type,
                sequence,
                State.FAILED,
                Integer.MAX_VALUE,
                error,
                stackTrace,
                Instant.EPOCH,
                Instant.EPOCH,
                "");
    }

    private static DeadLetter letterOf(Lease lease, long position, Instant first, Instant last) {
        return new DeadLetter(
                lease.subscription(),
                lease.partition(),
                position,
                new UUID(-1, -1),
                "LoanSubmitted",
                "loan-1",
                State.FAILED,
                0,
                "",
                "",
                first,
                last,
                "");
    }
}
