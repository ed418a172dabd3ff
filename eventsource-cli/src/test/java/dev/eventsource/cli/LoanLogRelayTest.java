// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.servers.KafkaCluster;
import dev.eventsource.servers.KafkaServer;
import dev.eventsource.servers.RabbitServer;
import dev.eventsource.servers.RedisServer;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bank's log is relayed over a bus into a second store by three processes of one group; one of them is killed and the
 * broker restarted in the middle. Afterwards both stores hold the same events in the same order of each stream, each once.
 *
 * <p>By default a few loans, over Redis and RabbitMQ once; {@code eventsource.relayed} says how many, from and to either database, and 0
 * means all of them, 262,200 events.
 */
@Timeout(1_800)
class LoanLogRelayTest {

    private static final int LOANS = Integer.getInteger("eventsource.relayed", 250);
    private static final boolean EVERY_WAY = System.getProperty("eventsource.relayed") != null;

    @TempDir
    Path folder;

    private final String prefix = "relay" + UUID.randomUUID().toString().substring(0, 8);
    private final List<ChildProcess> copiers = new ArrayList<>();

    @AfterEach
    void end() {
        copiers.forEach(ChildProcess::close);
    }

    private String sqlite(String name) {
        return "jdbc:sqlite:" + folder.resolve(name);
    }

    private String postgres() {
        String url = OnPostgres.create().store();
        Storages.migrate(url);
        return url;
    }

    @Test
    void from_sqlite_over_redis() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            relay(sqlite("from.db"), redis.url(), postgres(), () -> restart(redis::kill9, redis::restart));
        }
    }

    @Test
    void from_postgresql_over_redis() throws Exception {
        assumeTrue(EVERY_WAY, "eventsource.relayed asks for every way");
        try (RedisServer redis = RedisServer.start()) {
            relay(postgres(), redis.url(), sqlite("to.db"), () -> restart(redis::kill9, redis::restart));
        }
    }

    @Test
    void from_sqlite_over_rabbitmq() throws Exception {
        assumeTrue(EVERY_WAY, "eventsource.relayed asks for every way");
        try (RabbitServer rabbit = RabbitServer.start()) {
            relay(sqlite("from.db"), rabbit.url(), postgres(), () -> restart(rabbit::kill9, rabbit::restart));
        }
    }

    @Test
    void from_postgresql_over_rabbitmq() throws Exception {
        try (RabbitServer rabbit = RabbitServer.start()) {
            relay(postgres(), rabbit.url(), sqlite("to.db"), () -> restart(rabbit::kill9, rabbit::restart));
        }
    }

    @Test
    void from_sqlite_over_kafka() throws Exception {
        assumeTrue(
                EVERY_WAY,
                "a killed member of Kafka's holds its parts for 45 s; eventsource.relayed asks for every way");
        try (KafkaServer kafka = KafkaServer.start()) {
            relay(
                    sqlite("from.db"),
                    "kafka://" + kafka.bootstrap(),
                    postgres(),
                    () -> restart(kafka::kill9, kafka::restart));
        }
    }

    @Test
    void from_postgresql_over_three_kafka_brokers_one_of_which_is_killed() throws Exception {
        assumeTrue(EVERY_WAY, "eventsource.relayed asks for every way");
        try (KafkaCluster kafka = KafkaCluster.start()) {
            relay(postgres(), "kafka://" + kafka.bootstrap(), sqlite("to.db"), () -> {
                kafka.node(2).kill9();
                return true;
            });
        }
    }

    private static boolean restart(Runnable kill, Runnable restart) {
        kill.run();
        restart.run();
        return true;
    }

    private void relay(String from, String bus, String to, Callable<Boolean> disturbance) throws Exception {
        Path log = BankLog.first(LOANS, folder);
        Run imported = Run.of("import", log.toString(), "--store", from);
        assertThat(imported.code()).as(imported.err()).isZero();
        Storages.open(to).close();
        long begin = System.nanoTime();
        try (EventBus publisher = EventBuses.open(bus, BusOptions.DEFAULT.withPrefix(prefix));
                Storage source = Storages.open(from);
                Storage copy = Storages.open(to);
                Running running = Running.on(source)) {
            long head = source.events().head();
            publisher.create(LoanCopier.TOPIC, Group.named(LoanCopier.GROUP));
            for (int i = 0; i < 3; i++) {
                copiers.add(start(to, bus));
            }
            RunningSubscription relay =
                    running.start(EventRelay.to(publisher, LoanCopier.TOPIC, "relay", EventQuery.all())
                            .partitions(4));
            untilCopied(copy, head / 5);
            copiers.get(0).kill();
            copiers.set(0, start(to, bus));
            untilCopied(copy, head / 2);
            disturbance.call();

            untilCopied(copy, head);
            assertThat(relay.await(head, Duration.ofMinutes(1))).isTrue();
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> publisher.groups(LoanCopier.TOPIC).get(0).backlog() == 0);
            assertThat(publisher.deadLetters(LoanCopier.TOPIC, LoanCopier.GROUP).list(10))
                    .isEmpty();
            assertThat(streams(copy)).isEqualTo(streams(source));
            System.out.printf(
                    "%d events from %s over %s: %d s%n",
                    head,
                    from.substring(0, from.indexOf(':', 5)),
                    bus.substring(0, bus.indexOf(':')),
                    (System.nanoTime() - begin) / 1_000_000_000);
        }
    }

    private ChildProcess start(String to, String bus) throws IOException {
        ChildProcess copier = ChildProcess.run(LoanCopier.class, to, bus, prefix);
        assertThat(copier.output().readLine()).isEqualTo("ready");
        return copier;
    }

    private static void untilCopied(Storage copy, long events) {
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> copy.events().head() >= events);
    }

    /** The ids of each stream, in their order. */
    private static Map<StreamId, List<UUID>> streams(Storage storage) {
        Map<StreamId, List<UUID>> streams = new HashMap<>();
        EventPage page = storage.events().readAll(EventQuery.all(), 0, 5_000);
        while (true) {
            page.events()
                    .forEach(event -> streams.computeIfAbsent(event.stream(), stream -> new ArrayList<>())
                            .add(event.event().id()));
            if (page.end()) {
                return streams;
            }
            page = storage.events().readAll(EventQuery.all(), page.through(), 5_000);
        }
    }
}
