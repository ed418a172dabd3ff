// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Leases;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.tck.AdjustableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What takes longer than a test of the contract may wait. */
class InMemoryLeasesTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");

    private final AdjustableClock clock = new AdjustableClock();

    @Test
    void who_has_been_dead_for_an_hour_is_forgotten_when_somebody_joins() {
        try (InMemoryStorage storage = new InMemoryStorage(clock)) {
            storage.checkpoints().register(OUTCOMES, 1, "all", Checkpoint.START);
            Leases leases = storage.leases();
            for (String process : new String[] {"dead", "resting"}) {
                leases.renew(process, Duration.ofMinutes(process.equals("dead") ? 1 : 5));
                leases.join(process, OUTCOMES);
            }
            clock.putForward(Duration.ofMinutes(62));
            leases.renew("alive", Duration.ofMinutes(1));

            leases.join("alive", OUTCOMES);

            leases.renew("dead", Duration.ofMinutes(1));
            leases.renew("resting", Duration.ofMinutes(1));
            assertThat(leases.division(OUTCOMES).members()).containsExactly("alive", "resting");
        }
    }
}
