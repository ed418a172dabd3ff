// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.List;
import java.util.Optional;

/** @param lines of {@code rabbitmq.conf} */
record RabbitProduct(List<String> lines) implements Product<RabbitAccess> {

    private static final int USUAL_PORT = 5672;

    @Override
    public String name() {
        return "RabbitMQ";
    }

    @Override
    public String word() {
        return "rabbitmq";
    }

    @Override
    public String variable() {
        return "EVENTSOURCE_TEST_RABBITMQ_URL";
    }

    @Override
    public Node<RabbitAccess> at(String url) {
        Address named = Address.of(variable(), url, "amqp", USUAL_PORT);
        Address address = new Address(
                named.host(),
                named.port(),
                named.user().isEmpty() ? "guest" : named.user(),
                named.user().isEmpty() ? "guest" : named.password(),
                named.path().isEmpty() ? "/" : named.path());
        RabbitAccess admin = new RabbitAccess(address, arguments -> {
            throw Missing.because(this, variable() + " names a server that tests may not set up: " + arguments);
        });
        return new ExternalNode<>(variable(), address.host(), address.port(), admin);
    }

    @Override
    public Node<RabbitAccess> inContainer() {
        return RabbitContainer.start(RabbitSettings.with(lines));
    }

    @Override
    public Optional<String> obstacle() {
        return RabbitInstallation.isThere()
                ? Optional.empty()
                : Optional.of("there is no " + RabbitInstallation.server()
                        + " with an epmd: on Debian or Ubuntu install the package rabbitmq-server");
    }

    @Override
    public Node<RabbitAccess> asProcess() {
        return ProcessNode.start(() -> RabbitProgram.of(RabbitSettings.with(lines)));
    }
}
