// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A real server for tests: the one that all tests of the JVM share, or one that belongs to a single test, which may
 * break it.
 *
 * <p>Where it comes from is the same for the whole JVM: the server that the environment variable of its kind names, else
 * a container if there is a Docker (unless {@code EVENTSOURCE_TEST_DOCKER} is {@code off}), else a private process. If
 * all of that fails the test is aborted with the reason; it fails if the environment variable
 * {@code EVENTSOURCE_TEST_REQUIRE} contains the server's word or {@code all}. What was started here ends with this JVM,
 * also if that is killed.
 */
public abstract sealed class TestServer implements AutoCloseable
        permits PostgresServer, RedisServer, RabbitServer, KafkaServer {

    private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

    private final Node<?> node;
    private final boolean isPrivate;
    private final String version;

    TestServer(String name, Node<?> node, boolean isPrivate, String version) {
        this.node = node;
        this.isPrivate = isPrivate;
        this.version = version;
        if (ANNOUNCED.add(name)) {
            System.out.printf("%s for the tests: %s %s on port %d%n", name, node.kind(), version, node.port());
        }
    }

    public String host() {
        return node.host();
    }

    /** The same for as long as the server is not closed. */
    public int port() {
        return node.port();
    }

    /** As the server says it, for example {@code 16.15}. */
    public String version() {
        return version;
    }

    /** Whether it belongs to one test alone, which may kill, stop and pause it. */
    public boolean isPrivate() {
        return isPrivate;
    }

    /** Kills all processes of the server at once, as a loss of power would. */
    public void kill9() {
        breakable().kill9();
    }

    /** Stops the server in an orderly way, without waiting for its clients. */
    public void stop() {
        breakable().stop();
    }

    /** Starts the server again on the same port with the same data, wherever it was: killed, stopped, running. */
    public void restart() {
        breakable().restart();
    }

    /** Freezes all processes of the server: connections stay open, nobody answers. */
    public void pause() {
        breakable().pause();
    }

    public void resume() {
        breakable().resume();
    }

    /** Ends a private server and deletes its data; does nothing to a shared one. */
    @Override
    public void close() {
        if (isPrivate) {
            node.close();
        }
    }

    Node<?> node() {
        return node;
    }

    private Node<?> breakable() {
        if (!isPrivate) {
            throw new IllegalStateException("This server is for all tests of the JVM; break one of your own: "
                    + getClass().getSimpleName() + ".start()");
        }
        return node;
    }
}
