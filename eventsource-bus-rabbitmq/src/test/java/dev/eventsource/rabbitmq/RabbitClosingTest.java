// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.Group;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RabbitClosingTest {

    private static final int GROUPS = 6;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    @RegisterExtension
    final Rabbit rabbit = new Rabbit();

    @Test
    void several_subscriptions_whose_handlers_do_not_end_are_waited_for_no_longer_than_one() throws Exception {
        RabbitEventBus bus = rabbit.bus(rabbit.options().withPartitions(1).withDrain(DRAIN));
        CountDownLatch begun = new CountDownLatch(GROUPS);
        CountDownLatch never = new CountDownLatch(1);
        for (int group = 0; group < GROUPS; group++) {
            bus.subscribe(Rabbit.TOPIC, Group.named("group" + group), message -> {
                begun.countDown();
                never.await();
            });
        }
        bus.publish(Rabbit.TOPIC, List.of(Rabbit.message("1", 1)));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        long begin = System.nanoTime();

        bus.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(DRAIN, DRAIN.multipliedBy(GROUPS - 2));
    }
}
