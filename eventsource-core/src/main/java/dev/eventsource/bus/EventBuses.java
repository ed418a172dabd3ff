// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Opens a bus by URL, for configuration files and the command line. In code, the bus's own constructor is the first way.
 */
public final class EventBuses {

    /** What this library ships, so that a missing module can be named. */
    private static final Map<String, String> ARTIFACTS = new TreeMap<>(Map.of(
            "memory:", "eventsource-inmemory",
            "redis:", "eventsource-bus-redis",
            "rediss:", "eventsource-bus-redis",
            "amqp:", "eventsource-bus-rabbitmq",
            "amqps:", "eventsource-bus-rabbitmq",
            "kafka:", "eventsource-bus-kafka"));

    private EventBuses() {}

    /** With {@link BusOptions#DEFAULT}. */
    public static EventBus open(String url) {
        return open(url, BusOptions.DEFAULT);
    }

    /**
     * Opens the bus.
     *
     * @param url {@code memory:NAME}, {@code redis://HOST}, {@code amqp://HOST} or {@code kafka://HOST:PORT,HOST:PORT}, as
     *     far as the module is on the class path
     * @throws IllegalArgumentException if no bus on the class path knows the URL; the message lists those that are known
     *     and names the artifact to add
     * @throws BusException if it cannot be reached
     */
    public static EventBus open(String url, BusOptions options) {
        Objects.requireNonNull(url, "The URL of the bus is null: is the variable set that it comes from?");
        List<BusProvider> providers = ServiceLoader.load(BusProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (BusProvider provider : providers) {
            if (provider.schemes().stream().anyMatch(url::startsWith)) {
                return provider.open(url, options);
            }
        }
        ARTIFACTS.forEach((scheme, artifact) -> {
            if (url.startsWith(scheme)) {
                throw new IllegalArgumentException(
                        "No bus for " + scheme + " on the class path; add the artifact dev.eventsource:" + artifact);
            }
        });
        String known = providers.stream()
                .flatMap(provider -> provider.schemes().stream())
                .sorted()
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("No bus knows this URL; it must begin with one of: "
                + (known.isEmpty() ? String.join(", ", ARTIFACTS.keySet()) : known));
    }
}
