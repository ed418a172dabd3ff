// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.bus.EventBus;
import dev.eventsource.store.Storage;
import io.opentelemetry.api.trace.SpanKind;
import java.util.Map;

/** What the conventions call the systems behind storages and buses. Those of the library are known by their package. */
final class Systems {

    /** What is no system of its own, or none that is known. */
    static final String OTHER = "eventsource";

    private static final String IN_MEMORY = "dev.eventsource.inmemory";

    private static final Map<String, String> DATABASES = Map.of(
            "dev.eventsource.postgres", "postgresql",
            "dev.eventsource.sqlite", "sqlite");

    private static final Map<String, String> BROKERS = Map.of(
            "dev.eventsource.kafka", "kafka",
            "dev.eventsource.rabbitmq", "rabbitmq",
            "dev.eventsource.redis", "redis");

    private Systems() {}

    static String database(Storage storage) {
        return DATABASES.getOrDefault(storage.getClass().getPackageName(), OTHER);
    }

    static String broker(EventBus bus) {
        return BROKERS.getOrDefault(bus.getClass().getPackageName(), OTHER);
    }

    /** Calls that do not leave the process are no client's. */
    static SpanKind kind(Storage storage) {
        return storage.getClass().getPackageName().equals(IN_MEMORY) ? SpanKind.INTERNAL : SpanKind.CLIENT;
    }
}
