// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusProvider;
import dev.eventsource.bus.EventBus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens {@code memory:NAME}: a member of the bus of that name in this process. {@code memory:} is a new bus each time. */
public final class InMemoryBusProvider implements BusProvider {

    private static final Map<String, InMemoryBroker> BROKERS = new ConcurrentHashMap<>();

    @Override
    public List<String> schemes() {
        return List.of("memory:");
    }

    @Override
    public EventBus open(String url, BusOptions options) {
        String name = url.substring("memory:".length());
        InMemoryBroker broker =
                name.isEmpty() ? new InMemoryBroker() : BROKERS.computeIfAbsent(name, unknown -> new InMemoryBroker());
        return new InMemoryEventBus(broker, InMemoryEventBus.Options.DEFAULT.withBus(options));
    }
}
