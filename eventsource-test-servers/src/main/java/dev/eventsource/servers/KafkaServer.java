// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka for tests: one node, {@code kafka} in {@code EVENTSOURCE_TEST_REQUIRE}. Topics are not created by asking
 * for them, and records may have 16 MB.
 *
 * <p>{@code EVENTSOURCE_TEST_KAFKA_BOOTSTRAP} can name one: {@code host:port,host:port}. A private process is a JVM of
 * its own, with libraries that are not on the class path of the tests.
 */
public final class KafkaServer extends TestServer {

    private static @Nullable KafkaServer shared;

    private final Node<KafkaAccess> node;
    private final @Nullable FaultProxy proxy;

    private KafkaServer(Node<KafkaAccess> node, boolean isPrivate, @Nullable FaultProxy proxy) {
        super("Kafka", node, isPrivate, versionOf(node));
        this.node = node;
        this.proxy = proxy;
    }

    /** The one server of this JVM for ordinary tests. It ends with the JVM; closing it does nothing. */
    public static synchronized KafkaServer shared() {
        if (shared == null) {
            shared = new KafkaServer(Provision.any(new KafkaProduct(0, List.of())), false, null);
        }
        return shared;
    }

    /**
     * A server for one test alone, which may break it.
     *
     * @param lines of {@code server.properties}, such as {@code message.max.bytes=1000}
     */
    public static KafkaServer start(String... lines) {
        return of(Provision.breakable(new KafkaProduct(0, List.of(lines))));
    }

    /** {@link #start} one that sends all its clients through {@link #proxy}. */
    public static KafkaServer startBehindProxy(String... lines) {
        AtomicInteger target = new AtomicInteger();
        FaultProxy proxy = FaultProxy.to(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), target.get()));
        try {
            Node<KafkaAccess> node = Provision.breakable(new KafkaProduct(proxy.port(), List.of(lines)));
            target.set(node.admin().proxied());
            return new KafkaServer(node, true, proxy);
        } catch (RuntimeException | Error e) {
            proxy.close();
            throw e;
        }
    }

    static KafkaServer of(Node<KafkaAccess> node) {
        return new KafkaServer(node, true, null);
    }

    /** Where clients begin, on the other side of the proxy if there is one. */
    public String bootstrap() {
        return proxy == null ? directBootstrap() : "127.0.0.1:" + proxy.port();
    }

    /** Past the proxy. */
    public String directBootstrap() {
        return node.admin().bootstrap();
    }

    /** What lies between {@link #bootstrap} and the server. */
    public FaultProxy proxy() {
        if (proxy == null) {
            throw new IllegalStateException("It has no proxy: KafkaServer.startBehindProxy()");
        }
        return proxy;
    }

    /**
     * What a client needs to come with a password (SASL/PLAIN), its {@code bootstrap.servers} included. Aborts the test
     * on a server that somebody else runs.
     */
    public Map<String, String> withPassword(String user, String password) {
        KafkaAccess access = node.admin();
        if (access.sasl().isEmpty()) {
            throw Missing.because(new KafkaProduct(0, List.of()), "somebody else runs it, and knows the passwords");
        }
        return Map.of(
                "bootstrap.servers",
                access.sasl(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password));
    }

    /** For {@link #withPassword}. */
    public String user() {
        return KafkaAccess.USER;
    }

    /** For {@link #withPassword}. */
    public String password() {
        return node.admin().password();
    }

    @Override
    public void close() {
        super.close();
        if (proxy != null) {
            proxy.close();
        }
    }

    @Override
    Node<KafkaAccess> node() {
        return node;
    }

    private static String versionOf(Node<KafkaAccess> node) {
        return node instanceof ExternalNode
                ? KafkaQuestion.formatAt(node.admin().bootstrap())
                : KafkaBroker.known().version();
    }
}
