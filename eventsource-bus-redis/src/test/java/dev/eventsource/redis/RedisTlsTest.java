// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.servers.RedisServer;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rediss:}, and whom it trusts. */
class RedisTlsTest {

    @TempDir
    Path folder;

    private Path keys;
    private TlsFront front;

    @BeforeEach
    void start() throws Exception {
        keys = TlsFront.keys(folder);
        front = new TlsFront(
                keys, RedisServer.shared().host(), RedisServer.shared().port());
    }

    @AfterEach
    void stop() throws Exception {
        front.close();
    }

    private RedisURI uri(String host) {
        RedisURI uri = RedisURI.create(RedisServer.shared().url());
        uri.setHost(host);
        uri.setPort(front.port());
        uri.setSsl(true);
        return uri;
    }

    private RedisEventBus.Options options(SslOptions ssl) {
        return new BusCase() {}.options.withSsl(ssl);
    }

    @Test
    void who_is_trusted_is_talked_to() {
        SslOptions trusting = SslOptions.builder()
                .truststore(keys.toFile(), TlsFront.PASSWORD)
                .build();
        List<Message> received = new CopyOnWriteArrayList<>();
        try (RedisEventBus bus = new RedisEventBus(uri("127.0.0.1"), options(trusting))) {
            bus.subscribe("loans", Group.named("billing"), received::add);
            bus.publish("loans", BusCase.events("1", 3));
            BusCase.eventually(() -> received.size() == 3);
            assertThat(bus.trouble()).isEmpty();
        }
    }

    @Test
    void who_is_not_trusted_is_refused() {
        assertThatThrownBy(() -> new RedisEventBus(uri("127.0.0.1"), options(SslOptions.create())))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("127.0.0.1:" + front.port(), "TLS", "Options.ssl");
    }
}
