// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random use, compared step by step with a model that is a list. */
abstract class ModelContract extends Suite {

    private static final int STEPS = 150;

    ModelContract(Backend contract) {
        super(contract);
    }

    @Test
    void a_storage_behaves_like_a_list() throws Exception {
        Seeds.tryEach(contract.rounds(), random -> {
            try (Storage fresh = contract.open()) {
                ModelLog model = new ModelLog();
                RandomAppends appends = new RandomAppends(random, model);
                for (int step = 0; step < STEPS; step++) {
                    appendToBoth(fresh.events(), model, appends.next());
                    readSomething(fresh.events(), model, random);
                }
                compare(fresh.events(), model);
            }
        });
    }

    @Test
    void so_it_does_inside_transactions() throws Exception {
        Seeds.tryEach(contract.rounds(), random -> {
            try (Storage fresh = contract.open()) {
                ModelLog model = new ModelLog();
                RandomAppends appends = new RandomAppends(random, model);
                for (int work = 0; work < 10; work++) {
                    fresh.atomically(inside -> {
                        for (int step = random.nextInt(15); step > 0; step--) {
                            appendToBoth(inside.events(), model, appends.next());
                            readSomething(inside.events(), model, random);
                        }
                        compare(inside.events(), model);
                        return true;
                    });
                    rollBack(fresh, new RandomAppends(random, new ModelLog()));
                    compare(fresh.events(), model);
                }
            }
        });
    }

    private static void rollBack(Storage storage, RandomAppends appends) {
        IOException reason = new IOException("roll back");
        try {
            storage.atomically(inside -> {
                for (int i = 0; i < 3; i++) {
                    Append append = appends.next();
                    Verdict.of(() -> inside.events().append(append));
                }
                throw reason;
            });
        } catch (Exception e) {
            assertThat(e).isSameAs(reason);
        }
    }

    private static void appendToBoth(EventStore events, ModelLog model, Append append) throws Exception {
        Verdict.of(() -> events.append(append)).assertAgreesWith(model.append(append), append);
        assertThat(events.head()).isEqualTo(model.entries().size());
    }

    private static void readSomething(EventStore events, ModelLog model, Random random) {
        RandomLoans loans = new RandomLoans(random);
        StreamId stream = loans.stream();
        List<EventData> history = model.events(stream);
        int from = random.nextInt(history.size() + 2);
        int limit = 1 + random.nextInt(5);
        assertThat(events.read(stream, from, limit))
                .extracting(RecordedEvent::event)
                .isEqualTo(history.stream().skip(from).limit(limit).toList());
        int newest = Math.max(0, Math.min(history.size(), from - 1));
        assertThat(events.readBackwards(stream, from, limit))
                .extracting(RecordedEvent::version)
                .isEqualTo(LongStream.range(0, Math.min(limit, newest))
                        .map(i -> newest - i)
                        .boxed()
                        .toList());
        EventQuery query = loans.query();
        assertThat(log(events, query, 1 + random.nextInt(20)))
                .as("%s", query)
                .extracting(RecordedEvent::event)
                .isEqualTo(model.entries().stream()
                        .filter(entry -> query.matches(entry.stream(), entry.event()))
                        .map(ModelLog.Entry::event)
                        .toList());
    }

    static void compare(EventStore events, ModelLog model) {
        List<RecordedEvent> log = log(events, EventQuery.all(), 100);
        assertThat(log.stream().map(event -> new ModelLog.Entry(event.stream(), event.event())))
                .isEqualTo(model.entries());
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).position()).isEqualTo(i + 1);
        }
        assertThat(log).extracting(RecordedEvent::recordedAt).isSorted();
        for (StreamId stream : RandomLoans.STREAMS) {
            List<RecordedEvent> history = events.read(stream, 0, 10_000);
            assertThat(history).extracting(RecordedEvent::event).isEqualTo(model.events(stream));
            for (int i = 0; i < history.size(); i++) {
                assertThat(history.get(i).version()).isEqualTo(i + 1);
            }
        }
    }
}
