// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import dev.eventsource.tck.MortalWork.Line;
import dev.eventsource.tck.Race.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process is cut off from its storage at every step of a delivery, as if it had died there, and another one takes over
 * when the lease is over.
 */
abstract class MortalContract extends Suite {

    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    MortalContract(Backend contract) {
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
    void whoever_dies_at_whatever_step_is_succeeded_without_loss_and_with_no_effect_double() throws Exception {
        List<Death> all = Death.all();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Death> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            List<Succession> successions;
            Appending appending = Appending.to(storage);
            try {
                List<Outcome<Succession>> outcomes = Race.of(some.size(), number -> die(some.get(number)));
                successions = outcomes.stream().map(Outcome::get).toList();
            } finally {
                appending.close();
            }
            for (Succession succession : successions) {
                succession.check(log());
            }
        }
    }

    private Succession die(Death death) throws Exception {
        List<Line> lines = Collections.synchronizedList(new ArrayList<>());
        Mortal mortal = new Mortal(death, () -> {});
        Running running = new MortalWork(death, storage, mortal, lines::add).start();
        Succession succession = new Succession(death, storage);
        await().atMost(PATIENCE).until(() -> !lines.isEmpty() || mortal.died().getCount() == 0);
        succession.joinIfHandover();
        assertThat(mortal.died().await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it died %s", death)
                .isTrue();
        // Nothing of it reaches the storage any more; this waits for what is under way.
        running.stop(Duration.ofMillis(100));
        succession.died(List.copyOf(lines));
        return succession;
    }
}
