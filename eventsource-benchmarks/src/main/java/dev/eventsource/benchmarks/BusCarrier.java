package dev.eventsource.benchmarks;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.Registration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
    public void consume(int messages) throws InterruptedException {
        CountDownLatch handled = new CountDownLatch(messages);
        Registration registration = bus.subscribe(TOPIC, GROUP, message -> handled.countDown());
        if (!handled.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(handled.getCount() + " messages did not come");
        }
        registration.close();
    }

    @Override
    public void close() {
        bus.close();
    }
}
