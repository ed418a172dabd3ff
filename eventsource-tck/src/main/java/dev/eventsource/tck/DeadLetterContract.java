// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.DeadLetterQueue.Count;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Lease;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts to handle an event, and what becomes of those that could not be handled. */
abstract class DeadLetterContract extends SubscriptionSuite {

    private Lease first;
    private Lease second;
    private Lease others;

    DeadLetterContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void claim_partitions() {
        register(OUTCOMES, 2);
        register(LETTERS, 1);
        first = claim("a", OUTCOMES, 0).lease();
        second = claim("a", OUTCOMES, 1).lease();
        others = claim("a", LETTERS, 0).lease();
    }

    @Test
    void attempts_are_counted_for_each_event() {
        assertThat(attempt(letters, first, 7)).isEqualTo(1);
        assertThat(attempt(letters, first, 7)).isEqualTo(2);
        assertThat(attempt(letters, second, 8)).isEqualTo(1);
        assertThat(attempt(letters, others, 7)).isEqualTo(1);

        letters.attempt(first, 7, 0);
        letters.attempt(first, 9, 0);

        assertThat(attempt(letters, first, 7)).isEqualTo(1);
        assertThat(attempt(letters, others, 7)).isEqualTo(2);
    }

    @Test
    void attempts_outlive_their_owner() throws Exception {
        attempt(letters, first, 7);
        die("a");

        assertThat(attempt(letters, claim("b", OUTCOMES, 0).lease(), 7)).isEqualTo(2);
    }

    @Test
    void attempts_are_forgotten_together_with_what_the_handler_did() {
        attempt(letters, first, 7);
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.deadLetters().attempt(first, 7, 0);
                    assertThat(attempt(inside.deadLetters(), first, 7)).isEqualTo(1);
                    inside.deadLetters().put(first, letter(first, 8, "loan-1", State.FAILED));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(attempt(letters, first, 7)).isEqualTo(2);
        assertThat(letters.list(Filter.ALL, 10)).isEmpty();
    }

    @Test
    void a_letter_comes_back_as_it_was_put() {
        DeadLetter letter = letter(first, 7, "loan-173688", State.FAILED);

        letters.put(first, letter);

        assertThat(letters.list(Filter.ALL, 10)).containsExactly(letter);
        assertThat(letters.open(OUTCOMES, 0, 0, 10)).containsExactly(letter);
        assertThat(letters.open(OUTCOMES, 1, 0, 10)).isEmpty();
        assertThat(letters.open(LETTERS, 0, 0, 10)).isEmpty();
    }

    @Test
    void a_letter_replaces_the_one_before_and_its_attempts() {
        attempt(letters, first, 7);
        letters.put(first, letter(first, 7, "loan-1", State.FAILED));
        DeadLetter later = letter(first, 7, "loan-1", State.RESOLVED);
        letters.put(first, later);
        letters.put(others, letter(others, 7, "loan-1", State.FAILED));

        assertThat(letters.list(Filter.ALL.of(OUTCOMES), 10)).containsExactly(later);
        assertThat(letters.list(Filter.ALL, 10)).hasSize(2);
        assertThat(attempt(letters, first, 7)).isEqualTo(1);
    }

    @Test
    void putting_a_letter_is_no_change_to_hear_of() {
        assertChangesNothing(() -> letters.put(first, letter(first, 7, "loan-1", State.FAILED)));
        assertChangesNothing(() -> attempt(letters, first, 8));
        assertChangesNothing(() -> letters.attempt(first, 8, 0));
    }

    @Test
    void a_letter_of_another_partition_is_refused() {
        refused(() -> letters.put(first, letter(second, 7, "loan-1", State.FAILED)));
        refused(() -> letters.put(first, letter(others, 7, "loan-1", State.FAILED)));
        assertThat(letters.list(Filter.ALL, 10)).isEmpty();
    }

    @Test
    void open_letters_come_by_position_in_pages() {
        for (long position : List.of(9, 2, 7, 3, 5)) {
            letters.put(first, letter(first, position, "loan-" + position, State.FAILED));
        }
        letters.put(first, letter(first, 3, "loan-3", State.RETRYING));
        letters.put(first, letter(first, 5, "loan-5", State.SKIPPED));
        letters.put(second, letter(second, 4, "loan-4", State.FAILED));

        assertThat(letters.open(OUTCOMES, 0, 0, 10))
                .extracting(DeadLetter::position)
                .containsExactly(2L, 3L, 7L, 9L);
        assertThat(letters.open(OUTCOMES, 0, 2, 2))
                .extracting(DeadLetter::position)
                .containsExactly(3L, 7L);
        assertThat(letters.open(OUTCOMES, 0, 9, 2)).isEmpty();
    }

    @Test
    void a_filter_wants_what_it_says() {
        putSome();

        for (Filter filter : List.of(
                Filter.ALL,
                Filter.OPEN,
                Filter.ALL.of(OUTCOMES),
                Filter.ALL.of(OUTCOMES_2),
                Filter.OPEN.of(OUTCOMES).inSequence("loan-1"),
                Filter.ALL.inSequence("loan-1"),
                Filter.ALL.inSequence("loan_1"),
                Filter.ALL.at(2),
                Filter.OPEN.of(OUTCOMES).at(5),
                Filter.ALL.after(3),
                Filter.OPEN.of(OUTCOMES).after(3).inSequence("loan-2"),
                Filter.ALL.of(LETTERS).at(2).after(2))) {
            List<DeadLetter> wanted =
                    letters.list(Filter.ALL, 10).stream().filter(filter::wants).toList();
            assertThat(letters.list(filter, 10)).as(filter.toString()).isEqualTo(wanted);
            assertThat(letters.count(filter))
                    .as(filter.toString())
                    .isEqualTo(new Count(
                            wanted.size(),
                            wanted.stream().map(DeadLetter::firstFailedAt).min(Instant::compareTo)));
        }
        assertThat(letters.list(Filter.ALL, 10))
                .extracting(letter -> letter.subscription().name() + letter.position())
                .containsExactly("letters2", "outcomes1", "outcomes2", "outcomes3", "outcomes4", "outcomes5");
        assertThat(letters.list(Filter.ALL, 2))
                .extracting(letter -> letter.subscription().name() + letter.position())
                .containsExactly("letters2", "outcomes1");
    }

    @Test
    void a_count_of_nothing_has_no_oldest() {
        assertThat(letters.count(Filter.OPEN)).isEqualTo(new Count(0, Optional.empty()));
    }

    @Test
    void a_decision_marks_open_letters_and_keeps_all_else() {
        putSome();
        attempt(letters, first, 1);

        assertChanges(
                () -> assertThat(letters.decide(Filter.ALL.of(OUTCOMES).inSequence("loan-1"), State.RETRYING, "ada"))
                        .isEqualTo(2));

        assertThat(letters.list(Filter.ALL.of(OUTCOMES), 10))
                .extracting(DeadLetter::state)
                .containsExactly(State.RETRYING, State.RETRYING, State.FAILED, State.RESOLVED, State.SKIPPED);
        DeadLetter decided = letters.list(Filter.ALL.at(1), 1).get(0);
        DeadLetter before = letter(first, 1, "loan-1", State.FAILED);
        assertThat(decided.decidedBy()).isEqualTo("ada");
        assertThat(decided.attempts()).isEqualTo(before.attempts());
        assertThat(decided.error()).isEqualTo(before.error());
        assertThat(decided.lastFailedAt()).isEqualTo(before.lastFailedAt());
        assertThat(attempt(letters, first, 1)).isEqualTo(2);
        assertThat(letters.list(Filter.ALL.of(LETTERS), 1).get(0).decidedBy()).isEmpty();
    }

    @Test
    void what_is_discarded_is_no_longer_open() {
        putSome();
        letters.decide(Filter.ALL.of(OUTCOMES), State.RETRYING, "ada");

        assertThat(letters.decide(Filter.ALL.of(OUTCOMES), State.DISCARDED, "grace"))
                .isEqualTo(3);

        assertThat(letters.open(OUTCOMES, 0, 0, 10)).isEmpty();
        assertThat(letters.count(Filter.OPEN).letters()).isEqualTo(1);
        assertThat(letters.list(Filter.ALL.at(1), 1).get(0).decidedBy()).isEqualTo("grace");
        assertChangesNothing(() -> assertThat(letters.decide(Filter.ALL.of(OUTCOMES), State.RETRYING, "ada"))
                .isZero());
    }

    @Test
    void only_to_try_again_or_to_do_without_can_be_decided() {
        putSome();
        for (State state : List.of(State.FAILED, State.RESOLVED, State.SKIPPED)) {
            refused(() -> letters.decide(Filter.ALL, state, "ada"));
        }
        assertThat(letters.count(Filter.OPEN).letters()).isEqualTo(4);
    }

    @Test
    void old_letters_that_are_not_open_are_purged() throws Exception {
        putSome();
        assertThat(letters.purge(Instant.now().minus(Duration.ofDays(1)))).isZero();
        assertThat(letters.purge(Instant.MIN)).isZero();
        letters.decide(Filter.ALL.of(OUTCOMES).at(1), State.DISCARDED, "ada");

        assertThat(letters.purge(Instant.MAX)).isEqualTo(3);

        assertThat(letters.list(Filter.ALL, 10))
                .hasSize(3)
                .allSatisfy(letter -> assertThat(letter.isOpen()).isTrue());
    }

    /** By outcomes: 1 and 2 of loan-1 are open, and 3 of loan-2; 4 and 5 are not. By letters: 2 of loan-1 is open. */
    private void putSome() {
        letters.put(first, letter(first, 1, "loan-1", State.FAILED));
        letters.put(first, letter(first, 2, "loan-1", State.FAILED));
        letters.put(second, letter(second, 3, "loan-2", State.FAILED));
        letters.put(second, letter(second, 4, "loan-2", State.RESOLVED));
        letters.put(first, letter(first, 5, "loan-1", State.SKIPPED));
        letters.put(others, letter(others, 2, "loan-1", State.FAILED));
    }
}
