// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.Outcome;
import dev.eventsource.aggregate.SnapshotPolicy;
import dev.eventsource.aggregate.Snapshots;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.store.ConflictException;
import dev.eventsource.tck.LoanDesk.Approved;
import dev.eventsource.tck.LoanDesk.Loan;
import dev.eventsource.tck.LoanDesk.LoanCommand;
import dev.eventsource.tck.LoanDesk.LoanDecider;
import dev.eventsource.tck.LoanDesk.LoanEvent;
import dev.eventsource.tck.LoanDesk.LoanState;
import dev.eventsource.tck.LoanDesk.Note;
import dev.eventsource.tck.LoanDesk.Noted;
import dev.eventsource.tck.LoanDesk.Submit;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Several decide on the same at once. */
abstract class AggregateRaceContract extends Suite {

    private static final StreamId STREAM = StreamId.of("loan", "1");

    AggregateRaceContract(Backend contract) {
        super(contract);
    }

    private Aggregates aggregates() {
        return new Aggregates(storage, LoanDesk.CODEC);
    }

    private AggregateRepository<LoanCommand, Aggregate<LoanState>> loans() {
        return aggregates().of("loan", LoanEvent.class, new LoanDecider());
    }

    /** Somebody else, between load and save. */
    private void somebodyElse() {
        events.append(
                STREAM,
                ExpectedVersion.any(),
                List.of(LoanDesk.CODEC.encode(new Noted("faster"), UUID.randomUUID(), Instant.EPOCH)));
    }

    @Test
    void all_of_many_at_once_are_decided_on_what_was_before() throws Exception {
        loans().execute("1", new Submit(1));
        Aggregates.Options patient = Aggregates.Options.DEFAULT.withConflicts(
                Aggregates.Options.DEFAULT.conflicts().withMaxAttempts(1_000));
        AggregateRepository<LoanCommand, Aggregate<LoanState>> repository =
                new Aggregates(storage, LoanDesk.CODEC, patient).of("loan", LoanEvent.class, new LoanDecider());

        List<Race.Outcome<Integer>> outcomes = Race.of(4, n -> {
            for (int i = 0; i < 10; i++) {
                repository.execute("1", new Note("called", 1));
            }
            return n;
        });

        assertThat(outcomes).extracting(Race.Outcome::failure).containsOnlyNulls();
        assertThat(repository.load("1").state().notes()).isEqualTo(40);
        assertThat(events.head()).isEqualTo(41);
    }

    @Test
    void after_a_conflict_it_is_decided_anew_on_what_is_there_then() {
        loans().execute("1", new Submit(1));
        AtomicInteger attempts = new AtomicInteger();
        AggregateRepository<Consumer<? super Loan>, Loan> repository =
                aggregates().of("loan", LoanEvent.class, Loan::new);

        repository.execute("1", loan -> {
            if (attempts.incrementAndGet() <= 3) {
                somebodyElse();
            }
            loan.note("after " + loan.state().notes());
        });

        assertThat(attempts).hasValue(4);
        assertThat(LoanDesk.CODEC.decode(
                        events.readBackwards(STREAM, Long.MAX_VALUE, 1).get(0)))
                .containsExactly(new Noted("after 3"));
    }

    @Test
    void attempts_are_bounded() {
        loans().execute("1", new Submit(1));
        AtomicInteger attempts = new AtomicInteger();
        Aggregates.Options impatient = Aggregates.Options.DEFAULT.withConflicts(RetryPolicy.NONE.withMaxAttempts(3));
        AggregateRepository<Consumer<? super Loan>, Loan> repository =
                new Aggregates(storage, LoanDesk.CODEC, impatient).of("loan", LoanEvent.class, Loan::new);

        assertThatThrownBy(() -> repository.execute("1", loan -> {
                    attempts.incrementAndGet();
                    somebodyElse();
                    loan.note("slower");
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void inside_a_transaction_nothing_is_tried_again() {
        loans().execute("1", new Submit(1));
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> storage.atomically(joined -> {
                    AggregateRepository<Consumer<? super Loan>, Loan> repository =
                            aggregates().on(joined).of("loan", LoanEvent.class, Loan::new);
                    return repository.execute("1", loan -> {
                        attempts.incrementAndGet();
                        joined.events()
                                .append(
                                        STREAM,
                                        ExpectedVersion.any(),
                                        List.of(LoanDesk.CODEC.encode(
                                                new Noted("faster"), UUID.randomUUID(), Instant.EPOCH)));
                        loan.note("slower");
                    });
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(attempts).hasValue(1);
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void a_command_with_an_id_given_by_many_at_once_happens_once() throws Exception {
        loans().execute("1", new Submit(1));
        CommandContext once = CommandContext.of(UUID.randomUUID());

        List<Race.Outcome<Integer>> outcomes = Race.of(
                8,
                n -> loans().execute("1", new Note("called", 2), once).events().size());

        assertThat(outcomes).extracting(Race.Outcome::result).containsOnly(2);
        assertThat(events.head()).isEqualTo(3);
    }

    @Test
    void of_two_who_execute_one_command_at_once_both_have_the_winners_result() {
        for (boolean somebodyBetween : new boolean[] {false, true}) {
            String key = somebodyBetween ? "3" : "2";
            CommandContext once = CommandContext.of(UUID.randomUUID());
            Snapshots<LoanState> always =
                    Snapshots.of(new JacksonStateCodec<>(LoanState.class), SnapshotPolicy.every(1));
            AggregateRepository<Consumer<? super Loan>, Loan> repository =
                    aggregates().of("loan", LoanEvent.class, Loan::new).with(always);
            repository.execute(key, loan -> loan.submit(1));

            Outcome<Loan> outcome = repository.execute(
                    key,
                    loan -> {
                        if (somebodyBetween) {
                            repository.execute(key, other -> other.note("between"));
                        }
                        repository.execute(key, winner -> winner.approve("Grace"), once);
                        loan.note("loser");
                    },
                    once);

            assertThat(outcome.events()).containsExactly(new Approved("Grace"));
            int notes = somebodyBetween ? 1 : 0;
            assertThat(outcome.aggregate().state()).isEqualTo(new LoanState(true, notes, true));
            assertThat(outcome.version()).isEqualTo(2 + notes);
            assertThat(repository.load(key).state()).isEqualTo(new LoanState(true, notes, true));
        }
    }
}
