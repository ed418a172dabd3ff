// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.BusProvider;
import dev.eventsource.bus.EventBus;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Opens {@code kafka://HOST:PORT,HOST:PORT}: the brokers to begin with. Whoever needs TLS or a password opens a
 * {@link KafkaEventBus} with the properties of Kafka's client.
 */
public final class KafkaBusProvider implements BusProvider {

    private static final Pattern HOSTS = Pattern.compile(
            "([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}(,([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5})*");

    @Override
    public List<String> schemes() {
        return List.of("kafka:");
    }

    @Override
    public EventBus open(String url, BusOptions options) {
        String hosts = url.replaceFirst("^kafka:(//)?", "").replaceFirst("/$", "");
        if (!HOSTS.matcher(hosts).matches()) {
            throw new IllegalArgumentException(
                    "A URL of Kafka is kafka://HOST:PORT,HOST:PORT and nothing more; for TLS or"
                            + " a password open a KafkaEventBus with the properties of Kafka's client");
        }
        return new KafkaEventBus(Map.of("bootstrap.servers", hosts), KafkaEventBus.Options.DEFAULT.withBus(options));
    }
}
