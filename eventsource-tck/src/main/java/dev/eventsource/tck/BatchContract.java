// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.tck.Verdict.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Appends that waited together come out as if they had come one by one, in the order of the queue. */
abstract class BatchContract extends Suite {

    private static final int WAITING = 60;

    BatchContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_batch_equals_its_appends_one_by_one() throws Exception {
        Seeds.tryEach(2 * contract.rounds(), random -> {
            try (Storage fresh = contract.open()) {
                ModelLog model = new ModelLog();
                RandomAppends appends = new RandomAppends(random, model);
                for (int i = 0; i < 10; i++) {
                    Append before = appends.next();
                    Verdict.of(() -> fresh.events().append(before)).assertAgreesWith(model.append(before), before);
                }
                List<Append> batch = new ArrayList<>();
                List<Verdict> expected = new ArrayList<>();
                for (int i = 0; i < WAITING; i++) {
                    batch.add(appends.next());
                    expected.add(model.append(batch.get(i)));
                }
                List<Verdict> actual = appendTogether(fresh, batch);
                for (int i = 0; i < WAITING; i++) {
                    actual.get(i).assertAgreesWith(expected.get(i), batch.get(i));
                }
                ModelContract.compare(fresh.events(), model);
            }
        });
    }

    @Test
    void threads_that_waited_together_come_out_in_some_order() throws Exception {
        Seeds.tryEach(contract.rounds(), random -> {
            try (Storage fresh = contract.open()) {
                RandomAppends appends = new RandomAppends(random, new ModelLog());
                List<Append> all = Stream.generate(appends::fresh).limit(24).toList();
                List<Verdict> verdicts = WaitingLine.of(this, fresh, line -> {
                    for (int i = 0; i < all.size(); i++) {
                        if (i % 3 == 0) {
                            line.appendAsync(all.get(i));
                        } else {
                            line.appendInThread(all.get(i));
                        }
                    }
                });
                assertSomeOrder(all, verdicts, fresh);
            }
        });
    }

    @Test
    void poison_in_a_batch_harms_only_its_caller() throws Exception {
        EventData stored = Loans.submitted();
        events.append(LOAN, any(), List.of(stored));
        EventQuery taken = EventQuery.all().tagged("seat:1");
        List<Append> batch = List.of(
                Append.to(Loans.loan(1), noStream(), Loans.some(1)),
                Append.to(LOAN, noStream(), Loans.some(1)),
                Append.to(Loans.loan(1), exactly(1), Loans.some(1)),
                Append.to(Loans.loan(2), any(), List.of(Loans.submitted(), stored)),
                Append.to(Loans.loan(3), any(), List.of(Loans.submitted().withTags("seat:1")))
                        .onlyIf(nothingMatches(taken, 0)),
                Append.to(Loans.loan(4), any(), List.of(Loans.submitted().withTags("seat:1")))
                        .onlyIf(nothingMatches(taken, 0)),
                Append.to(Loans.loan(5), noStream(), Loans.some(1)).and(Loans.loan(1), exactly(1), Loans.some(1)),
                Append.to(Loans.loan(1), exactly(2), Loans.some(2)));

        List<Verdict> verdicts = appendTogether(storage, batch);

        assertThat(verdicts.stream().map(verdict -> verdict instanceof Stored))
                .containsExactly(true, false, true, false, true, false, false, true);
        assertThat(events.head()).isEqualTo(6);
        assertThat(events.read(Loans.loan(1), 0, 10)).hasSize(4);
        for (int empty : List.of(2, 4, 5)) {
            assertThat(events.read(Loans.loan(empty), 0, 10)).isEmpty();
        }
    }

    @Test
    void seats_are_not_sold_twice_within_a_batch() throws Exception {
        List<Append> sales = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String seat = "seat:" + i % 5;
            sales.add(Append.to(
                            Loans.loan(i), noStream(), List.of(Loans.submitted().withTags(seat)))
                    .onlyIf(nothingMatches(EventQuery.all().tagged(seat), 0)));
        }

        List<Verdict> verdicts = appendTogether(storage, sales);

        assertThat(verdicts.stream().filter(Stored.class::isInstance)).hasSize(5);
        assertThat(events.head()).isEqualTo(5);
    }

    private List<Verdict> appendTogether(Storage storage, List<Append> batch) throws Exception {
        return WaitingLine.of(this, storage, line -> batch.forEach(line::appendAsync));
    }

    /** Those that were stored, in the order of their positions, and each of the others somewhere between them. */
    private static void assertSomeOrder(List<Append> appends, List<Verdict> verdicts, Storage storage) {
        ModelLog model = new ModelLog();
        List<Integer> refused = new ArrayList<>();
        List<Integer> stored = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            (verdicts.get(i) instanceof Stored ? stored : refused).add(i);
        }
        stored.sort(Comparator.comparingLong(
                i -> ((Stored) verdicts.get(i)).result().lastPosition()));
        for (int i : stored) {
            refused.removeIf(other -> agrees(verdicts.get(other), model.judge(appends.get(other))));
            verdicts.get(i).assertAgreesWith(model.append(appends.get(i)), appends.get(i));
        }
        refused.removeIf(other -> agrees(verdicts.get(other), model.judge(appends.get(other))));
        assertThat(refused).as("appends that were refused without reason").isEmpty();
        ModelContract.compare(storage.events(), model);
    }

    private static boolean agrees(Verdict actual, Verdict model) {
        return actual instanceof Verdict.Refused mine
                && model instanceof Verdict.Refused models
                && models.reasons().containsAll(mine.reasons());
    }
}
