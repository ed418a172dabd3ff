// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ for tests, {@code rabbitmq} in {@code EVENTSOURCE_TEST_REQUIRE}.
 *
 * <p>{@code EVENTSOURCE_TEST_RABBITMQ_URL} can name one: {@code amqp://user:password@host:port/vhost}. A private process
 * is what the package manager has installed ({@code ./verify} sees to it), in folders and on ports of its own.
 *
 * <p>Killing it loses a queue, classic or quorum, that was declared less than about a second before, with all that is in
 * it, confirmed or not: its definition was not on disk yet (seen with 3.10.8). Declare it early, or have definitions
 * written: {@code rabbitmqctl("eval", "mnesia:sync_log().")}.
 */
public final class RabbitServer extends TestServer {

    private static @Nullable RabbitServer shared;

    private final Node<RabbitAccess> node;

    private RabbitServer(Node<RabbitAccess> node, boolean isPrivate) {
        super("RabbitMQ", node, isPrivate, versionOf(node.admin().address()));
        this.node = node;
    }

    /** The one server of this JVM for ordinary tests. It ends with the JVM; closing it does nothing. */
    public static synchronized RabbitServer shared() {
        if (shared == null) {
            shared = new RabbitServer(Provision.any(new RabbitProduct(List.of())), false);
        }
        return shared;
    }

    /**
     * A server for one test alone, which may break it.
     *
     * @param lines of {@code rabbitmq.conf}, such as {@code consumer_timeout = 60000}
     */
    public static RabbitServer start(String... lines) {
        return new RabbitServer(Provision.breakable(new RabbitProduct(List.of(lines))), true);
    }

    /** Where {@link #vhost} is and how to get in: {@code amqp://user:password@host:port/vhost}. */
    public String url() {
        return address().url("amqp");
    }

    /** May do everything, also in what {@link #createVhost} makes. */
    public String user() {
        return address().user();
    }

    public String password() {
        return address().password();
    }

    /** The virtual host that all tests share, mostly {@code /}. */
    public String vhost() {
        return address().path();
    }

    /**
     * A new, empty virtual host with a random name, for {@link #user}. It takes a second; most tests do with queues of
     * their own in the shared one. Aborts the test on a server that somebody else runs.
     */
    public String createVhost() {
        String name = "test-" + UUID.randomUUID();
        rabbitmqctl("add_vhost", name);
        rabbitmqctl("set_permissions", "--vhost", name, user(), ".*", ".*", ".*");
        return name;
    }

    /**
     * Runs {@code rabbitmqctl} on the server and gives back what it printed, for example for
     * {@code close_all_connections reason}. It takes half a second. Aborts the test on a server that somebody else runs.
     */
    public String rabbitmqctl(String... arguments) {
        return node.admin().rabbitmqctl().run(List.of(arguments));
    }

    @Override
    Node<RabbitAccess> node() {
        return node;
    }

    private Address address() {
        return node.admin().address();
    }

    private static String versionOf(Address server) {
        try {
            return AmqpHandshake.with(server);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "RabbitMQ at " + server.host() + ":" + server.port() + " does not answer", e);
        }
    }
}
