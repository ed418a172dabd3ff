// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.otel.Recording;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bus that is looked at is a bus like any other. It is here for the sake of what only a test does to a bus in memory. */
class TracedBusContractTest extends EventBusContract {

    private static final InMemoryEventBus BUS = new InMemoryEventBus();

    private final Map<EventBus, InMemoryEventBus> behind = new ConcurrentHashMap<>();

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, false);
    }

    @Override
    protected EventBus open(BusOptions options) {
        InMemoryEventBus plain = BUS.another(InMemoryEventBus.Options.DEFAULT.withBus(options));
        EventBus traced = Recording.TELEMETRY.wrap(plain);
        behind.put(traced, plain);
        return traced;
    }

    @Override
    protected void kill(EventBus bus) {
        behind.get(bus).kill();
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) {
        BUS.broker().publishForeign(options.prefix() + "--" + topic, envelope);
    }
}
