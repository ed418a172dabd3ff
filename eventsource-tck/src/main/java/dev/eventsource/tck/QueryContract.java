// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.ConditionFailedException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A query wants exactly what {@link EventQuery#matches} says, whether it is read or is a condition. */
abstract class QueryContract extends Suite {

    QueryContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void append_some_of_everything() throws Exception {
        Seeds.tryEach(1, random -> {
            RandomLoans loans = new RandomLoans(random);
            for (int i = 0; i < 100; i++) {
                events.append(loans.stream(), any(), loans.events(4));
            }
        });
    }

    @Test
    void reading_gives_what_matches() throws Exception {
        List<RecordedEvent> log = log();
        Seeds.tryEach(20 * contract.rounds(), random -> {
            EventQuery query = new RandomLoans(random).query();

            assertThat(log(events, query, 1 + random.nextInt(30)))
                    .as(query.toString())
                    .isEqualTo(log.stream().filter(query::matches).toList());
        });
    }

    @Test
    void a_condition_fails_if_something_matches() throws Exception {
        List<RecordedEvent> log = log();
        Seeds.tryEach(20 * contract.rounds(), random -> checkCondition(random, log));
    }

    @Test
    void streams_of_the_same_name_in_other_tenants_and_categories_are_not_wanted() {
        for (StreamId stream : RandomLoans.STREAMS) {
            assertThat(log(events, EventQuery.all().inStream(stream), 50))
                    .isEqualTo(log().stream()
                            .filter(event -> event.stream().equals(stream))
                            .toList())
                    .isEqualTo(events.read(stream, 0, 1000));
        }
    }

    @Test
    void the_largest_query_is_answered() {
        String[] types = IntStream.range(0, EventQuery.MAX_NAMES)
                .mapToObj(i -> i == 500 ? "LoanSubmitted" : "Type" + i)
                .toArray(String[]::new);
        StreamId[] streams = IntStream.range(0, EventQuery.MAX_NAMES)
                .mapToObj(i -> i == 500 ? StreamId.of("loan", "1") : Loans.loan("absent" + i))
                .toArray(StreamId[]::new);
        EventQuery query = EventQuery.all().ofType(types).inStream(streams);
        for (int i = 1; i < EventQuery.MAX_ALTERNATIVES; i++) {
            query = query.or(EventQuery.all().inCategory("category" + i).tagged("vip", "tag" + i));
        }
        EventQuery largest = query;

        assertThat(log(events, largest, 100))
                .isEqualTo(log().stream().filter(largest::matches).toList());
    }

    /** An append of which the condition holds is rolled back, so that the log stays as it is. */
    private void checkCondition(Random random, List<RecordedEvent> log) {
        EventQuery query = new RandomLoans(random).query();
        long after = random.nextInt(log.size() + 1);
        List<Long> matching = log.stream()
                .filter(event -> event.position() > after && query.matches(event))
                .map(RecordedEvent::position)
                .toList();
        try {
            storage.atomically(inside -> {
                AppendCondition condition = AppendCondition.nothingMatches(query, after);
                inside.events()
                        .append(Append.to(Loans.loan("new"), any(), Loans.some(1))
                                .onlyIf(condition));
                throw new RolledBack();
            });
        } catch (ConditionFailedException e) {
            assertThat(matching).as(query.toString()).contains(e.position());
        } catch (RolledBack e) {
            assertThat(matching).as(query.toString()).isEmpty();
        }
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
