// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import java.util.Optional;

/**
 * One node of a Kafka.
 *
 * @param proxy the port of the proxy in front of it; none is 0
 * @param lines such as {@code message.max.bytes=1000}
 */
record KafkaProduct(int proxy, List<String> lines) implements Product<KafkaAccess> {

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public String word() {
        return "kafka";
    }

    @Override
    public String variable() {
        return "EVENTSOURCE_TEST_KAFKA_BOOTSTRAP";
    }

    @Override
    public Node<KafkaAccess> at(String bootstrap) {
        String first = bootstrap.split(",", 2)[0].trim();
        int colon = first.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalStateException(variable() + " should be host:port,host:port, and is: " + bootstrap);
        }
        return new ExternalNode<>(
                variable(),
                first.substring(0, colon),
                Integer.parseInt(first.substring(colon + 1)),
                new KafkaAccess(bootstrap, "", 0, ""));
    }

    @Override
    public Node<KafkaAccess> inContainer() {
        return KafkaContainer.start(KafkaBroker.known().version(), KafkaSettings.alone(proxy, lines));
    }

    @Override
    public Optional<String> obstacle() {
        return KafkaBroker.known().missing().map(jar -> "build eventsource-test-kafka anew, there is no " + jar);
    }

    @Override
    public Node<KafkaAccess> asProcess() {
        return ProcessNode.start(() -> new KafkaProgram(KafkaBroker.known(), KafkaSettings.alone(proxy, lines)));
    }
}
