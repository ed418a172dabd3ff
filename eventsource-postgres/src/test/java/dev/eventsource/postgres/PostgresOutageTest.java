// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.servers.PostgresServer;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server is killed while subscriptions work: they wait, and go on by themselves. */
@Timeout(300)
class PostgresOutageTest {

    private static final int EVENTS = 400;

    @Test
    void an_outage_of_the_server_skips_nothing_parks_nothing_and_ends_by_itself() throws Exception {
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        try (PostgresServer server = PostgresServer.start();
                HikariDataSource pool = Pools.of(server.createDatabase(), 20)) {
            PostgresStorage.migrate(pool);
            try (PostgresStorage storage = new PostgresStorage(
                            pool, PostgresStorage.Options.DEFAULT.withHeartbeat(Duration.ofMillis(500)));
                    Running running = Running.on(storage, Running.Options.DEFAULT.withLease(Duration.ofSeconds(2)))) {
                for (int i = 0; i < EVENTS; i++) {
                    storage.events().append(Loans.loan(i % 20), ExpectedVersion.any(), List.of(Loans.submitted()));
                }
                RunningSubscription once = running.start(impatient("once", Delivery.exactlyOnce(delivered -> {
                    pause();
                    delivered
                            .storage()
                            .documents()
                            .put(
                                    "seen",
                                    "" + delivered.recorded().position(),
                                    Payload.of("{}"),
                                    ExpectedVersion.noStream());
                })));
                RunningSubscription asking = running.start(impatient("asking", Delivery.atLeastOnce(delivered -> {
                    pause();
                    storage.events().read(delivered.recorded().stream(), 0, 1);
                    seen.add(delivered.recorded().position());
                })));
                await().atMost(Duration.ofSeconds(30)).until(() -> once.position() > 20 && asking.position() > 20);

                server.kill9();
                Thread.currentThread().join(3_000);
                server.restart();

                assertThat(once.await(EVENTS, Duration.ofSeconds(90)))
                        .as(once.state() + " " + once.reason())
                        .isTrue();
                assertThat(asking.await(EVENTS, Duration.ofSeconds(90))).isTrue();
                assertThat(seen).hasSize(EVENTS);
                assertThat(storage.documents().count("seen", DocumentQuery.all()))
                        .isEqualTo(EVENTS);
                assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
            }
        }
    }

    /** It would park what fails twice. */
    private static Subscription impatient(String name, Delivery delivery) {
        Subscription subscription =
                Subscription.of(name, EventQuery.all(), delivery).partitions(4);
        return subscription.with(subscription
                .options()
                .withRetry(RetryPolicy.DEFAULT.withMaxAttempts(2).withMaxDelay(Duration.ofMillis(500))));
    }

    private static void pause() throws InterruptedException {
        Thread.currentThread().join(5);
    }
}
