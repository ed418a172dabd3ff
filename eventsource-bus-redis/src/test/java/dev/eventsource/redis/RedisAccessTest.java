// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.servers.FaultProxy;
import dev.eventsource.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not let in, or finds nobody, learns it in time, with host and advice and without the password. */
class RedisAccessTest {

    private static final String SECRET = "s3cret";
    private static RedisServer server;

    private final BusOptions options = BusOptions.DEFAULT.withTimeout(Duration.ofSeconds(1));

    @BeforeAll
    static void start() {
        server = RedisServer.startWithPassword(SECRET);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String place() {
        return server.host() + ":" + server.port();
    }

    private EventBus open(String url) {
        return EventBuses.open(url, options);
    }

    private static void assertRefused(ThrowingCallable opening, String... parts) {
        long begin = System.nanoTime();
        assertThatThrownBy(opening)
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("wr0ng")
                .hasStackTraceContaining("Redis")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(SECRET, "wr0ng"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    private static String stackTrace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void the_right_password_opens() {
        try (EventBus bus = open("redis://:" + SECRET + "@" + place())) {
            assertThat(bus.trouble()).isEmpty();
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        assertRefused(() -> open("redis://:wr0ng@" + place()), place(), "check user and password");
    }

    @Test
    void an_unknown_user_is_refused() {
        assertRefused(() -> open("redis://ada:wr0ng@" + place()), place(), "check user and password");
    }

    @Test
    void no_password_is_refused() {
        assertRefused(() -> open("redis://" + place()), place(), "it wants a password");
    }

    @Test
    void a_closed_port_is_named() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertRefused(() -> open("redis://:wr0ng@127.0.0.1:" + port), "127.0.0.1:" + port, "is it running");
    }

    @Test
    void an_unknown_host_is_named() {
        assertRefused(() -> open("redis://:wr0ng@nowhere.invalid:6379"), "nowhere.invalid:6379", "name of the host");
    }

    @Test
    void who_never_answers_is_given_up_in_time() {
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
            proxy.stall();
            assertRefused(
                    () -> open("redis://:" + SECRET + "@127.0.0.1:" + proxy.port()),
                    "127.0.0.1:" + proxy.port(),
                    "did not answer within PT1S",
                    "BusOptions.timeout");
        }
    }

    @Test
    void tls_where_there_is_none_is_refused() {
        assertRefused(() -> open("rediss://:" + SECRET + "@" + place()), place());
    }

    @Test
    void another_database_is_another_bus() {
        try (EventBus one = open("redis://:" + SECRET + "@" + place() + "/1");
                EventBus two = open("redis://:" + SECRET + "@" + place() + "/2")) {
            one.publish("loans", BusCase.events("1", 1));
            one.create("loans", Group.named("billing"));
            assertThat(two.groups("loans")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"redis:", "redis://", "redis://:s3cret@", "redis://:s3cret@host:port", "redis://:s3cret@h/x y"})
    void a_url_that_makes_no_sense_is_refused_without_showing_it(String url) {
        assertThatThrownBy(() -> open(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis://user:password@host:6379/0")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(SECRET));
    }

    /** The rights that docs/how-to/bus-redis.md asks for. */
    @Test
    void a_user_with_the_documented_rights_can_do_everything_and_one_with_less_learns_what() {
        RedisClient client = RedisClient.create(RedisURI.create(server.url()));
        try (StatefulRedisConnection<String, String> admin = client.connect()) {
            List<String> rights = List.of(
                    "on",
                    ">pw",
                    "resetkeys",
                    "~{es:*",
                    "resetchannels",
                    "&{es:*",
                    "-@all",
                    "+@connection",
                    "+@stream",
                    "+@hash",
                    "+@set",
                    "+@sortedset",
                    "+@pubsub",
                    "+@scripting",
                    "+get",
                    "+set",
                    "+del",
                    "+exists",
                    "+pexpire",
                    "+time",
                    "+wait");
            setUser(admin, "worker", rights);
            setUser(admin, "reader", List.of("on", ">pw", "~*", "-@all", "+@connection", "+@read"));
        }
        client.shutdown();
        List<Message> received = new CopyOnWriteArrayList<>();
        try (EventBus bus = open("redis://worker:pw@" + place())) {
            bus.subscribe("loans", Group.named("billing"), message -> {
                if (message.key().equals("loan-2")) {
                    throw new IllegalArgumentException("no");
                }
                received.add(message);
            });
            bus.publish("loans", BusCase.events("1", 3));
            bus.publish("loans", BusCase.events("2", 1));
            BusCase.eventually(() -> received.size() == 3);
            BusCase.eventually(
                    () -> bus.deadLetters("loans", "billing").list(10).size() == 1);
            String id = bus.deadLetters("loans", "billing").list(1).get(0).id();
            assertThat(bus.deadLetters("loans", "billing").replay(id)).isTrue();
            BusCase.eventually(
                    () -> bus.deadLetters("loans", "billing").list(10).size() == 1);
            assertThat(bus.deadLetters("loans", "billing").discard(id)).isTrue();
            BusCase.eventually(() -> bus.groups("loans").get(0).backlog() == 0);
        }
        try (EventBus bus = open("redis://worker:pw@" + place())) {
            assertThat(bus.delete("loans", "billing")).isTrue();
        }
        try (EventBus bus = open("redis://reader:pw@" + place())) {
            assertThatThrownBy(() -> bus.publish("loans", BusCase.events("1", 1)))
                    .isInstanceOf(BusException.class)
                    .hasMessageContainingAll(place(), "NOPERM", "docs/how-to/bus-redis.md");
        }
    }

    private static void setUser(StatefulRedisConnection<String, String> admin, String name, List<String> rights) {
        io.lettuce.core.protocol.CommandArgs<String, String> args =
                new io.lettuce.core.protocol.CommandArgs<>(io.lettuce.core.codec.StringCodec.UTF8);
        args.add("SETUSER").add(name);
        rights.forEach(args::add);
        admin.sync()
                .dispatch(
                        io.lettuce.core.protocol.CommandType.ACL,
                        new io.lettuce.core.output.StatusOutput<>(io.lettuce.core.codec.StringCodec.UTF8),
                        args);
    }
}
