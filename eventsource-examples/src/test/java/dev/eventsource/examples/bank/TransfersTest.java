// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.bank;

import static dev.eventsource.testing.EventSourceAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.examples.bank.AccountEvent.Opened;
import dev.eventsource.examples.bank.AccountEvent.Received;
import dev.eventsource.examples.bank.AccountEvent.Sent;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.ConflictException;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.EventBuilder;
import dev.eventsource.testing.Specification;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two streams in one append: both change, or neither. */
class TransfersTest {

    private static final Specification<Consumer<? super Account>, Account.Balance, AccountEvent> ACCOUNT =
            Specification.of(AccountEvent.CODEC, "account", AccountEvent.class, Account::new);

    @TempDir
    Path folder;

    private Storage storage;
    private Transfers transfers;

    @BeforeEach
    void twoAccounts() {
        storage = new SqliteStorage(folder.resolve("bank.db"));
        transfers = new Transfers(storage);
        transfers.accounts().execute("ada", account -> account.open("Ada"));
        transfers.accounts().execute("ada", account -> account.receive(100, "cash"));
        transfers.accounts().execute("grace", account -> account.open("Grace"));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private long cents(String account) {
        return transfers.accounts().load(account).state().cents();
    }

    @Test
    void an_account_never_owes() {
        ACCOUNT.given(new Opened("Ada"), new Received(100, "cash"))
                .when(account -> account.send(101, "1"))
                .thenRejected("There are only 100 cents")
                .when(account -> account.send(100, "1"))
                .then(new Sent(100, "1"))
                .thenState(new Account.Balance(0));
    }

    @Test
    void money_leaves_one_account_and_reaches_the_other() {
        transfers.transfer("ada", "grace", 40, "1");

        assertThat(storage, AccountEvent.CODEC).stream("account-ada")
                .isAtVersion(3)
                .last()
                .is(new Sent(40, "1"));
        assertThat(storage, AccountEvent.CODEC).stream("account-grace")
                .hasEvents(new Opened("Grace"), new Received(40, "1"));
    }

    @Test
    void a_transfer_that_is_given_again_is_the_same_one() {
        assertThat(transfers.transfer("ada", "grace", 40, "1")).isEqualTo(transfers.transfer("ada", "grace", 40, "1"));

        assertThat(cents("ada")).isEqualTo(60);
        assertThat(cents("grace")).isEqualTo(40);
    }

    @Test
    void where_one_side_cannot_neither_does() {
        assertThatThrownBy(() -> transfers.transfer("ada", "grace", 101, "1"))
                .isInstanceOf(CommandRejectedException.class);
        assertThatThrownBy(() -> transfers.transfer("ada", "joan", 1, "2"))
                .isInstanceOf(AggregateNotFoundException.class)
                .hasMessageContaining("account-joan");

        assertThat(storage, AccountEvent.CODEC).isAtPosition(3);
    }

    @Test
    void after_the_closing_no_money_moves() {
        storage.events()
                .append(
                        Transfers.CLOSING,
                        ExpectedVersion.noStream(),
                        List.of(EventBuilder.of("DayClosed", "{}").data()));

        assertThatThrownBy(() -> transfers.transfer("ada", "grace", 1, "1")).isInstanceOf(ConflictException.class);
        assertThat(cents("ada")).isEqualTo(100);
    }

    @Test
    void many_at_once_lose_no_money_and_make_none() {
        transfers.transfer("ada", "grace", 50, "start");

        IntStream.range(0, 20).parallel().forEach(n -> {
            try {
                if (n % 2 == 0) {
                    transfers.transfer("ada", "grace", 10, "there " + n);
                } else {
                    transfers.transfer("grace", "ada", 10, "back " + n);
                }
            } catch (CommandRejectedException | ConflictException e) {
                // Too little was there just then, or too many were faster: nothing has happened.
            }
        });

        assertThat(cents("ada") + cents("grace")).isEqualTo(100);
        assertThat(cents("ada")).isNotNegative();
        assertThat(cents("grace")).isNotNegative();
    }
}
