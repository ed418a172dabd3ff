// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Storage;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 5 under all that can happen by chance; system property {@code eventsource.rounds}: how often. */
abstract class FuzzContract extends Suite {

    private static final int ROUNDS = Integer.getInteger("eventsource.rounds", 5);

    FuzzContract(Backend contract) {
        super(contract);
    }

    /** Leases are to end by themselves. */
    @Override
    @BeforeEach
    void open() throws Exception {
        Optional<Storage> ticking = contract.open(Clock.systemUTC());
        storage = ticking.isPresent() ? ticking.get() : contract.open();
        events = storage.events();
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void whatever_happens_nothing_is_left_out_overtaken_or_tried_too_often() throws Exception {
        AtomicLong counted = new AtomicLong();
        Seeds.tryEach(ROUNDS, random -> {
            storage.close();
            open();
            counted.addAndGet(new Fuzz(storage, random).run().holds());
        });
        assertThat(counted).as("events whose attempts could be counted").hasPositiveValue();
    }
}
