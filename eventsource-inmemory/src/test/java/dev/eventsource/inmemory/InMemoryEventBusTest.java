// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InMemoryEventBusTest {

    private static final int GROUPS = 30;

    @Test
    void all_subscriptions_that_are_stuck_have_one_time_to_drain_together() throws Exception {
        Duration drain = Duration.ofSeconds(1);
        InMemoryEventBus bus =
                new InMemoryEventBus(InMemoryEventBus.Options.DEFAULT.withBus(BusOptions.DEFAULT.withDrain(drain)));
        CountDownLatch begun = new CountDownLatch(GROUPS);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < GROUPS; i++) {
            bus.subscribe("loans", Group.named("group-" + i), message -> {
                begun.countDown();
                never.await();
            });
        }
        EventData event = EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of("{}"));
        bus.publish("loans", List.of(Message.of(StreamId.of("loan", "1"), event)));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        long before = System.nanoTime();
        bus.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(drain.multipliedBy(GROUPS / 2));
    }
}
