// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisServerTest {

    @Test
    void it_answers() throws IOException {
        RedisServer server = RedisServer.shared();
        assertThat(ask(server, "PING")).isEqualTo("PONG");
        assertThat(server.version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        assertThat(server.url()).isEqualTo("redis://" + server.host() + ":" + server.port());
    }

    @Test
    void the_shared_server_is_not_broken() throws IOException {
        RedisServer shared = RedisServer.shared();
        assertThat(shared).isSameAs(RedisServer.shared());
        assertThat(shared.isPrivate()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(shared::kill9)
                .withMessageContaining("one of your own: RedisServer.start()");
        shared.close();
        assertThat(ask(shared, "PING")).isEqualTo("PONG");
    }

    @Test
    void what_it_answered_survives_kills_and_stops() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            for (int round = 1; round <= 3; round++) {
                assertThat(ask(server, "XADD", "loans", round + "-0", "id", "x"))
                        .isEqualTo(round + "-0");
                server.kill9();
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server, "PING"));
                server.restart();
                assertThat(ask(server, "XLEN", "loans")).isEqualTo(Integer.toString(round));
            }
            server.stop();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server, "PING"));
            server.restart();
            server.restart();
            assertThat(ask(server, "XLEN", "loans")).isEqualTo("3");
        }
    }

    @Test
    void a_restarted_server_has_read_its_data() throws IOException {
        try (RedisServer server = RedisServer.start("loading-process-events-interval-bytes 1024")) {
            String loans = "for loan = 1, 200000 do redis.call('SET', loan, 'open') end";
            ask(server, "EVAL", loans, "0");
            server.kill9();
            server.restart();
            assertThat(ask(server, "DBSIZE")).isEqualTo("200000");
        }
    }

    @Test
    void a_paused_server_answers_when_it_resumes() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            server.pause();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask(server, "PING"));
            server.resume();
            assertThat(ask(server, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void a_server_with_a_password_lets_nobody_else_in() throws IOException {
        try (RedisServer server = RedisServer.startWithPassword("s3cret", "maxmemory 20mb")) {
            assertThat(server.url()).isEqualTo("redis://:s3cret@" + server.host() + ":" + server.port());
            assertThat(ask(server, "CONFIG", "GET", "maxmemory")).isEqualTo("maxmemory\n20971520");
            for (String wrong : List.of("", "other")) {
                Address address = new Address(server.host(), server.port(), "", wrong, "");
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> new RedisQuestion("PING").askAt(address))
                        .withMessageContaining(wrong.isEmpty() ? "NOAUTH" : "WRONGPASS");
            }
        }
    }

    @Test
    void it_can_be_behind_a_proxy() throws IOException {
        RedisServer server = RedisServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            Address proxied = new Address("127.0.0.1", proxy.port(), "", server.password(), "");
            assertThat(new RedisQuestion("PING").askAt(proxied)).isEqualTo("PONG");
            proxy.refuse(true);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> new RedisQuestion("PING").askAt(proxied));
        }
    }

    @Test
    void a_line_that_cannot_be_says_so() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServer.start("maxmemory lots"))
                .withMessageContaining("argument must be a memory value");
    }

    private static String ask(RedisServer server, String... words) throws IOException {
        return new RedisQuestion(words).askAt(server.node().admin());
    }
}
