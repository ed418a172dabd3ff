// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.Group;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisClosingTest extends BusCase {

    private static final int GROUPS = 6;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    @Test
    void several_subscriptions_whose_handlers_do_not_end_are_waited_for_no_longer_than_one() throws Exception {
        RedisEventBus closing =
                buses().open(options.withBus(bus.withPartitions(1).withDrain(DRAIN)));
        CountDownLatch begun = new CountDownLatch(GROUPS);
        CountDownLatch never = new CountDownLatch(1);
        for (int group = 0; group < GROUPS; group++) {
            closing.subscribe(TOPIC, Group.named("group" + group), message -> {
                begun.countDown();
                never.await();
            });
        }
        closing.publish(TOPIC, List.of(event("1", 1)));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        long begin = System.nanoTime();

        closing.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(DRAIN, DRAIN.multipliedBy(GROUPS - 2));
    }
}
