// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.Registration;
import java.util.List;
import java.util.UUID;

/** One of the library's buses. */
record BusCarrier(EventBus bus) implements Carrier {

    private static final String TOPIC = "benchmark";
    private static final Group GROUP = Group.named("consumer");

    static BusCarrier open(String url) {
        String prefix = "b" + UUID.randomUUID().toString().substring(0, 8);
        return new BusCarrier(
                EventBuses.open(url, BusOptions.DEFAULT.withPrefix(prefix).withPartitions(PARTITIONS)));
    }

    @Override
    public void create() {
        bus.create(TOPIC, GROUP);
    }

    @Override
    public void publish(List<Message> messages) {
        bus.publish(TOPIC, messages);
    }

    @Override
    public double consume(int messages) throws InterruptedException {
        Pace pace = new Pace(messages);
        Registration registration = bus.subscribe(TOPIC, GROUP, message -> pace.came(1));
        double perSecond = pace.perSecond();
        registration.close();
        return perSecond;
    }

    @Override
    public void close() {
        bus.close();
    }
}
