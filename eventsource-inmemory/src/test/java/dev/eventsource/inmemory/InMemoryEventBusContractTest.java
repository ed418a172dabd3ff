package dev.eventsource.inmemory;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class InMemoryEventBusContractTest extends EventBusContract {

    /** One bus for all tests with the same prefix: in memory, prefixes separate nothing. */
    private static final Map<String, InMemoryEventBus> BUSES = new ConcurrentHashMap<>();

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, false);
    }

    @Override
    protected EventBus open(BusOptions options) {
        return shared(options).another(InMemoryEventBus.Options.DEFAULT.withBus(options));
    }

    @Override
    protected void kill(EventBus bus) {
        ((InMemoryEventBus) bus).kill();
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) {
        shared(options).broker().publishForeign(topic, envelope);
    }

    private static InMemoryEventBus shared(BusOptions options) {
        return BUSES.computeIfAbsent(options.prefix(), prefix -> new InMemoryEventBus());
    }
}
