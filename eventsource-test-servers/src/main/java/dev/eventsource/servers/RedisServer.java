// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis for tests, {@code redis} in {@code EVENTSOURCE_TEST_REQUIRE}. What it has answered is on disk
 * ({@code appendfsync always}) and survives a kill.
 *
 * <p>{@code EVENTSOURCE_TEST_REDIS_URL} can name one: {@code redis://user:password@host:port}. Tests share the one
 * database of it, so their keys need a name of their own.
 */
public final class RedisServer extends TestServer {

    private static @Nullable RedisServer shared;

    private final Node<Address> node;

    private RedisServer(Node<Address> node, boolean isPrivate) {
        super("Redis", node, isPrivate, versionOf(node.admin()));
        this.node = node;
    }

    /** The one server of this JVM for ordinary tests. It ends with the JVM; closing it does nothing. */
    public static synchronized RedisServer shared() {
        if (shared == null) {
            shared = new RedisServer(Provision.any(product("", List.of())), false);
        }
        return shared;
    }

    /**
     * A server for one test alone, which may break it.
     *
     * @param lines of {@code redis.conf} without quotes, such as {@code maxmemory 10mb}
     */
    public static RedisServer start(String... lines) {
        return startWithPassword("", lines);
    }

    /** {@link #start} one that lets nobody in without this password. */
    public static RedisServer startWithPassword(String password, String... lines) {
        return new RedisServer(Provision.breakable(product(password, List.of(lines))), true);
    }

    private static RedisProduct product(String password, List<String> lines) {
        return new RedisProduct(new RedisSettings(password, lines));
    }

    /** Host, port and what is needed to get in: {@code redis://:password@host:port}. */
    public String url() {
        return node.admin().url("redis");
    }

    /** Empty if none is needed. */
    public String password() {
        return node.admin().password();
    }

    @Override
    Node<Address> node() {
        return node;
    }

    private static String versionOf(Address server) {
        try {
            return new RedisQuestion("INFO", "server")
                    .askAt(server)
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("of an unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException("Redis at " + server.host() + ":" + server.port() + " does not answer", e);
        }
    }
}
