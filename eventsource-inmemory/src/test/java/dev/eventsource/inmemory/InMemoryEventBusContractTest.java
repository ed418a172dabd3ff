// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.EventBus;
import dev.eventsource.tck.BusFeatures;
import dev.eventsource.tck.EventBusContract;

class InMemoryEventBusContractTest extends EventBusContract {

    private static final InMemoryEventBus BUS = new InMemoryEventBus();

    @Override
    protected BusFeatures features() {
        return new BusFeatures(true, false);
    }

    @Override
    protected EventBus open(BusOptions options) {
        return BUS.another(InMemoryEventBus.Options.DEFAULT.withBus(options));
    }

    @Override
    protected void kill(EventBus bus) {
        ((InMemoryEventBus) bus).kill();
    }

    @Override
    protected void publishForeign(BusOptions options, String topic, Envelope envelope) {
        BUS.broker().publishForeign(options.prefix() + "--" + topic, envelope);
    }
}
