// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.bank;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.examples.bank.AccountEvent.Opened;
import dev.eventsource.examples.bank.AccountEvent.Received;
import dev.eventsource.examples.bank.AccountEvent.Sent;

/** An account never owes. */
final class Account extends AggregateRoot<Account.Balance> {

    record Balance(long cents) {}

    void open(String owner) {
        if (!isCreated()) {
            raise(new Opened(owner));
        }
    }

    void receive(long cents, String reference) {
        state(); // An account that was never opened receives nothing.
        raise(new Received(cents, reference));
    }

    void send(long cents, String reference) {
        if (state().cents() < cents) {
            throw new CommandRejectedException("There are only " + state().cents() + " cents in " + id().key());
        }
        raise(new Sent(cents, reference));
    }

    @Override
    protected Balance apply(Object event) {
        if (event instanceof Received received) {
            return new Balance(state().cents() + received.cents());
        }
        return event instanceof Sent sent ? new Balance(state().cents() - sent.cents()) : new Balance(0);
    }
}
