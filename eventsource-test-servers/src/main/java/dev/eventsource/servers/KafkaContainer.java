// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.Locale;
import java.util.Map;

/** One node of a Kafka in a container, set up as a process is. */
final class KafkaContainer {

    private static final String IMAGE = "apache/kafka:";
    private static final String DATA = "/var/lib/kafka/data";

    private KafkaContainer() {}

    static Node<KafkaAccess> start(String version, KafkaSettings settings) {
        KafkaPorts ports = settings.ports();
        FixedPorts container = new FixedPorts(IMAGE + version)
                .listening(ports.clients(), ports.clients())
                .listening(ports.proxied(), ports.proxied())
                .listening(ports.sasl(), ports.sasl());
        String host = container.getHost();
        Map<String, String> properties = settings.properties("0.0.0.0", host, DATA);
        properties.forEach((name, value) -> container.withEnv(variable(name), value));
        container.withEnv("CLUSTER_ID", settings.cluster()).withEnv("KAFKA_HEAP_OPTS", "-Xmx256m");
        return DockerNode.start(
                "Kafka",
                container,
                ports.clients(),
                settings.access(host),
                () -> KafkaQuestion.answers(host, ports.clients(), settings.cluster(), settings.id()));
    }

    /** How the image wants a property. */
    static String variable(String property) {
        return "KAFKA_"
                + property.replace("_", "__")
                        .replace("-", "___")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
