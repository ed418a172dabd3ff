// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.bank;

import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Money leaves one account and reaches another, or nothing happens. */
final class Transfers {

    /** As long as nothing is in it, money can be moved. */
    static final StreamId CLOSING = StreamId.of("bank", "closing");

    private static final int ATTEMPTS = 10;

    private final EventStore events;
    private final AggregateRepository<Consumer<? super Account>, Account> accounts;

    Transfers(Storage storage) {
        this.events = storage.events();
        this.accounts = new Aggregates(storage, AccountEvent.CODEC).of("account", AccountEvent.class, Account::new);
    }

    AggregateRepository<Consumer<? super Account>, Account> accounts() {
        return accounts;
    }

    // DOC transfer begin
    AppendResult transfer(String from, String to, long cents, String reference) {
        for (int attempt = 1; ; attempt++) {
            Account payer = accounts.load(from);
            Account payee = accounts.load(to);
            payer.send(cents, reference);
            payee.receive(cents, reference);
            try {
                return events.append(
                        Append.to(payer.id(), ExpectedVersion.exactly(payer.version()), encoded(payer, reference))
                                .and(payee.id(), ExpectedVersion.exactly(payee.version()), encoded(payee, reference))
                                .onlyIf(AppendCondition.streamAt(CLOSING, ExpectedVersion.noStream())));
            } catch (ConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The reference makes a transfer that is given again the same one: the store knows its events by their ids. */
    private static List<EventData> encoded(Account account, String reference) {
        return account.pendingEvents().stream()
                .map(event -> AccountEvent.CODEC.encode(
                        event, EventIds.derived(account.id(), "transfer " + reference), Instant.now()))
                .toList();
    }
    // DOC transfer end
}
