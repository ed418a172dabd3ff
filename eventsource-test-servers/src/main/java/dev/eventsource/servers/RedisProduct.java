// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Redis: of the container's version, or of the one that Maven Central has a binary of. */
record RedisProduct(RedisSettings settings) implements Product<Address> {

    private static final String IMAGE = "redis:8.2";
    private static final int USUAL_PORT = 6379;

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public String word() {
        return "redis";
    }

    @Override
    public String variable() {
        return "EVENTSOURCE_TEST_REDIS_URL";
    }

    @Override
    public Node<Address> at(String url) {
        Address address = Address.of(variable(), url, "redis", USUAL_PORT);
        if (!address.path().isEmpty()) {
            throw new IllegalStateException(variable() + " may not name a database, tests use the first: " + url);
        }
        return new ExternalNode<>(variable(), address.host(), address.port(), address);
    }

    @Override
    public Node<Address> inContainer() {
        int port = FreePort.any();
        List<String> command = new ArrayList<>(List.of("redis-server"));
        command.addAll(settings.arguments());
        FixedPorts container = new FixedPorts(IMAGE).listening(port, USUAL_PORT).running(command);
        Address admin = settings.address(container.getHost(), port);
        return DockerNode.start(name(), container, port, admin, () -> answers(admin));
    }

    private static boolean answers(Address server) {
        try {
            return new RedisQuestion("PING").askAt(server).equals("PONG");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<String> obstacle() {
        return RedisBinary.forThisMachine().isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + RedisBinary.name() + " on the class path");
    }

    @Override
    public Node<Address> asProcess() {
        Path binary = RedisBinary.forThisMachine().orElseThrow().unpacked();
        return ProcessNode.start(() -> new RedisProgram(binary, FreePort.any(), settings));
    }
}
