// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that fails in ways that the contract does not know. */
class RedisOutageTest {

    private static final String TOPIC = "loans";

    private final RedisEventBus.Options options = Proxied.options(BusOptions.DEFAULT
            .withPartitions(2)
            .withTimeout(Duration.ofSeconds(1))
            .withDrain(Duration.ofSeconds(1)));
    private final List<Message> received = new CopyOnWriteArrayList<>();
    private RedisServer server;
    private Proxied buses;

    @BeforeEach
    void start() {
        server = RedisServer.start();
        buses = new Proxied(server);
    }

    @AfterEach
    void stop() {
        buses.closeBuses();
        buses.close();
        server.close();
    }

    private static void assertUnconfirmed(Throwable e, List<Message> messages) {
        assertThat(((PublishException) e).unconfirmed())
                .containsExactlyElementsOf(messages.stream().map(Message::id).toList());
    }

    @Test
    void what_was_not_answered_is_named_and_nothing_is_sent_again_by_itself() {
        RedisEventBus bus = buses.open(options);
        bus.publish(TOPIC, BusCase.events("1", 1));
        List<Message> lost = BusCase.events("1", 5);
        buses.proxy(bus).loseReplies();

        assertThatThrownBy(() -> bus.publish(TOPIC, lost))
                .isInstanceOfSatisfying(PublishException.class, e -> assertUnconfirmed(e, lost))
                .hasMessageContainingAll(
                        "5 messages", server.host() + ":" + buses.proxy(bus).port(), "PT1S");

        List<Message> next = BusCase.events("1", 5);
        bus.publish(TOPIC, next);
        bus.subscribe(TOPIC, Group.named("billing").fromBeginning(), received::add);
        BusCase.eventually(() -> received.size() == 11);
        assertThat(received.subList(1, 6)).isEqualTo(lost);
        assertThat(received.subList(6, 11)).isEqualTo(next);
    }

    @Test
    void a_server_that_stands_still_is_given_up_in_time_and_found_again() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);
        List<Message> unknown = BusCase.events("1", 3);
        server.pause();
        long begin = System.nanoTime();

        assertThatThrownBy(() -> bus.publish(TOPIC, unknown)).isInstanceOf(BusException.class);
        assertThat(bus.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("127.0.0.1:", "did not answer"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));

        server.resume();
        BusCase.eventually(() -> bus.trouble().isEmpty());
        bus.publish(TOPIC, BusCase.events("2", 1));
        BusCase.eventually(
                () -> received.stream().anyMatch(message -> message.key().equals("loan-2")));
    }

    @Test
    void closing_does_not_hang_while_the_server_stands_still() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);
        server.pause();
        long begin = System.nanoTime();

        bus.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        server.resume();
    }

    @Test
    void the_loss_of_a_connection_is_warned_of_once() {
        RedisEventBus bus = buses.open(options);
        try (Warnings warnings = new Warnings(Link.class)) {
            server.stop();
            for (int i = 0; i < 5; i++) {
                assertThat(bus.trouble()).isPresent();
            }
            assertThat(warnings.all()).hasSize(1).first().asString().contains("127.0.0.1:", "trying again");
            server.restart();
            BusCase.eventually(() -> bus.trouble().isEmpty());
        }
    }

    @Test
    void scripts_that_redis_has_forgotten_are_sent_again() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);
        bus.publish(TOPIC, BusCase.events("1", 1));
        buses.raw().sync().scriptFlush();

        bus.publish(TOPIC, BusCase.events("1", 1));

        BusCase.eventually(
                () -> received.size() == 2 && bus.groups(TOPIC).get(0).backlog() == 0);
    }

    @Test
    void a_full_memory_is_an_error_with_advice_and_all_of_the_batch_is_refused() {
        RedisEventBus bus = buses.open(options);
        bus.create(TOPIC, Group.named("billing"));
        buses.raw().sync().configSet("maxmemory", "1mb");
        List<Message> many = BusCase.events("1", 20);

        assertThatThrownBy(() -> bus.publish(TOPIC, many))
                .isInstanceOfSatisfying(PublishException.class, e -> assertUnconfirmed(e, many))
                .hasMessageContainingAll("OOM", "maxmemory", "127.0.0.1:");

        assertThat(bus.groups(TOPIC).get(0).backlog()).isZero();
        buses.raw().sync().configSet("maxmemory", "0");
        bus.publish(TOPIC, many);
        assertThat(bus.groups(TOPIC).get(0).backlog()).isEqualTo(20);
    }

    @Test
    void a_key_that_is_something_else_is_named() {
        buses.raw().sync().set("{es:loans}", Link.bytes("x"));

        assertThatThrownBy(() -> buses.open(options).publish(TOPIC, BusCase.events("1", 1)))
                .isInstanceOf(BusException.class)
                .hasMessageContainingAll("WRONGTYPE", "BusOptions.prefix");
    }

    @Test
    void what_redis_has_lost_altogether_is_created_again_and_said_loudly() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);
        bus.publish(TOPIC, BusCase.events("1", 1));
        BusCase.eventually(() -> received.size() == 1);
        try (Warnings warnings = new Warnings(Membership.class)) {
            buses.raw().sync().flushall();
            RedisEventBus other = buses.open(options);
            other.publish(TOPIC, BusCase.events("2", 1));

            BusCase.eventually(() -> received.size() == 2);
            bus.publish(TOPIC, BusCase.events("1", 1));
            BusCase.eventually(() -> received.size() == 3);
            assertThat(warnings.all()).hasSize(1).first().asString().contains("Redis has lost", TOPIC, "billing");
        }
    }

    @Test
    void a_group_that_was_deleted_meanwhile_stays_deleted_and_its_member_says_so() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);
        buses.raw().sync().del("{es:loans}:g:billing:members");
        RedisEventBus other = buses.open(options);

        BusCase.eventually()
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> {
                    buses.raw().sync().del("{es:loans}:g:billing:members");
                    return other.delete(TOPIC, "billing");
                });

        BusCase.eventually(() -> bus.trouble().isPresent());
        assertThat(bus.trouble())
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).contains("billing", TOPIC, "was deleted", "subscribe again"));
        assertThat(other.groups(TOPIC)).isEmpty();
    }

    @Test
    void replicas_that_do_not_have_it_are_an_error() {
        RedisEventBus bus = buses.open(options.withBus(options.bus().withTimeout(Duration.ofSeconds(4)))
                .withReplicas(1));
        List<Message> messages = BusCase.events("1", 2);

        assertThatThrownBy(() -> bus.publish(TOPIC, messages))
                .isInstanceOfSatisfying(PublishException.class, e -> assertUnconfirmed(e, messages))
                .hasMessageContainingAll("0 replicas", "1 are wanted", "Options.replicas");

        try (RedisServer replica = RedisServer.start("replicaof " + server.host() + " " + server.port())) {
            BusCase.eventually(() -> buses.raw().sync().info("replication").contains("state=online"));
            List<Message> more = new ArrayList<>(BusCase.events("2", 2));
            // A replica that has just copied all rewrites its file first.
            buses.open(options.withBus(options.bus().withTimeout(Duration.ofSeconds(30)))
                            .withReplicas(1))
                    .publish(TOPIC, more);
            try (Proxied second = new Proxied(replica)) {
                long there = second.raw().sync().xlen("{es:loans}:p0")
                        + second.raw().sync().xlen("{es:loans}:p1");
                assertThat(there).isEqualTo(4);
            }
        }
    }

    @Test
    void a_master_that_has_become_a_replica_is_named_and_left() {
        RedisEventBus bus = buses.open(options);
        bus.publish(TOPIC, BusCase.events("1", 1));
        List<Message> refused = BusCase.events("1", 2);
        buses.raw().sync().replicaof("127.0.0.1", 1);

        assertThatThrownBy(() -> bus.publish(TOPIC, refused))
                .isInstanceOfSatisfying(PublishException.class, e -> assertUnconfirmed(e, refused))
                .hasMessageContainingAll("READONLY", "look who is the master");

        buses.raw().sync().replicaofNoOne();
        bus.publish(TOPIC, refused);
        assertThat(buses.raw().sync().xlen("{es:loans}:p0") + buses.raw().sync().xlen("{es:loans}:p1"))
                .isEqualTo(3);
    }

    @Test
    void a_foreign_entry_is_noticed_without_a_bell() {
        RedisEventBus bus = buses.open(options);
        bus.subscribe(TOPIC, Group.named("billing"), received::add);

        buses.raw().sync().xadd("{es:loans}:p0", Map.of("data", Link.bytes("{}")));

        BusCase.eventually(() -> bus.groups(TOPIC).get(0).deadLetters() == 1);
    }
}
