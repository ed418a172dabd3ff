// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.observe.Observer;
import dev.eventsource.store.Storage;
import java.util.List;

/** Loans by commands: each is the amount that is applied for. */
final class LoanCommands {

    private LoanCommands() {}

    @EventType("loan-applied")
    record Applied(int amount) {}

    static AggregateRepository<Integer, Aggregate<Integer>> on(Storage storage, Observer observer) {
        return new Aggregates(
                        storage,
                        new JacksonEventCodec(EventTypes.of(Applied.class)),
                        Aggregates.Options.DEFAULT.withObserver(observer))
                .of("loan", Applied.class, new Desk());
    }

    private static final class Desk implements Decider<Integer, Integer, Applied> {
        @Override
        public Integer initialState() {
            return 0;
        }

        @Override
        public List<Applied> decide(Integer amount, Integer sum) {
            if (amount <= 0) {
                throw new CommandRejectedException("Nobody applies for nothing");
            }
            return List.of(new Applied(amount));
        }

        @Override
        public Integer evolve(Integer sum, Applied event) {
            return sum + event.amount();
        }
    }
}
