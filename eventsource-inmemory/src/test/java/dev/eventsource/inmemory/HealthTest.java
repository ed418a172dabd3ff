// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.SchemaVersion;
import dev.eventsource.store.SchemaVersionException;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.Health.Status;
import dev.eventsource.subscription.Lag;
import dev.eventsource.subscription.OnFailure;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.subscription.SubscriptionHealth;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every reason for which a storage or a subscription is not as it should be. */
class HealthTest {

    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");

    private final Storage storage = new InMemoryStorage();
    private final Running running = Running.on(storage);

    @AfterEach
    void end() {
        running.close();
        storage.close();
    }

    private static void append(Storage to, String... keys) {
        for (String key : keys) {
            to.events().append(StreamId.of("loan", key), ExpectedVersion.any(), List.of(event("Opened")));
        }
    }

    private static EventData event(String type) {
        return EventData.of(UUID.randomUUID(), type, Instant.EPOCH, Payload.of("{}"));
    }

    private static Subscription to(Handler<Delivered> handler, OnFailure onFailure) {
        Subscription subscription = Subscription.of(OUTCOMES.name(), EventQuery.all(), Delivery.atLeastOnce(handler));
        RetryPolicy quick =
                RetryPolicy.DEFAULT.withFirstDelay(Duration.ofMillis(1)).withMaxAttempts(2);
        return subscription.with(subscription.options().withRetry(quick).withOnFailure(onFailure));
    }

    private RunningSubscription live(Handler<Delivered> handler) {
        RunningSubscription started = running.start(to(handler, OnFailure.PARK));
        await().until(() -> started.state() == RunState.LIVE);
        return started;
    }

    private static SubscriptionHealth only(Health health) {
        assertThat(health.subscriptions()).hasSize(1);
        return health.subscriptions().get(0);
    }

    @Test
    void a_subscription_that_has_handled_everything_is_up() {
        append(storage, "1", "2");
        live(delivered -> {});

        Health health = running.health();
        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.reasons()).isEmpty();
        assertThat(health.components()).singleElement().satisfies(door -> {
            assertThat(door.name()).isEqualTo("storage");
            assertThat(door.message()).contains("position 2");
        });
        SubscriptionHealth one = only(health);
        assertThat(one.id()).isEqualTo(OUTCOMES);
        assertThat(one.here()).hasValueSatisfying(here -> {
            assertThat(here.state()).isEqualTo(RunState.LIVE);
            assertThat(here.handled()).isEqualTo(2);
            assertThat(here.failed()).isZero();
            assertThat(here.lastHandledAt()).isPresent();
        });
        assertThat(one.stored()).hasValueSatisfying(stored -> {
            assertThat(stored.position()).isEqualTo(2);
            assertThat(stored.active()).isTrue();
            assertThat(stored.lag().events()).isZero();
            assertThat(stored.owners()).containsOnlyKeys(0);
        });
        await().untilAsserted(() -> assertThat(Health.of(storage).status()).isEqualTo(Status.UP));
        assertThat(only(Health.of(storage)).here()).isEmpty();
    }

    @Test
    void a_storage_that_does_not_answer_is_down_without_its_secrets() {
        Storage broken = answering(() -> {
            throw new StorageException("jdbc:x://me:hunter2@host", new ConnectException("hunter2"));
        });
        Health health = Health.of(broken);

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).containsExactly("storage does not answer (StorageException by ConnectException)");
        assertThat(health.toString()).doesNotContain("hunter2");
    }

    @Test
    void a_process_whose_storage_was_closed_is_down_and_says_what_it_was_doing() {
        live(delivered -> {});
        storage.close();

        Health health = running.health();
        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).anyMatch(reason -> reason.startsWith("storage does not answer"));
        assertThat(only(health).stored()).isEmpty();
        assertThat(only(health).here()).isPresent();
    }

    @Test
    void the_version_of_the_tables_is_said_where_the_storage_knows_it() {
        Health wanted = Health.of(answering(() -> Optional.of(new SchemaVersion(3, 3))));
        assertThat(wanted.status()).isEqualTo(Status.UP);
        assertThat(wanted.components().get(0).message()).endsWith("; schema 3, library wants 3");

        Health newer = Health.of(answering(() -> Optional.of(new SchemaVersion(4, 3))));
        assertThat(newer.status()).isEqualTo(Status.DEGRADED);
        assertThat(newer.reasons()).singleElement().asString().contains("schema 4, library wants 3");
    }

    @Test
    void tables_that_this_library_cannot_use_are_down_with_the_reason() {
        Health health = Health.of(answering(() -> {
            throw new SchemaVersionException("no", new SchemaVersion(4, 3));
        }));
        assertThat(health.reasons())
                .containsExactly("storage cannot be used: schema 4, library wants 3; use a newer one");
        assertThat(Health.unreachable(new SchemaVersionException("no", new SchemaVersion(2, 3)))
                        .reasons())
                .containsExactly("storage cannot be used: schema 2, library wants 3; bring its tables up to date");
    }

    @Test
    void a_subscription_that_has_failed_is_down() {
        append(storage, "1");
        RunningSubscription started = running.start(to(
                delivered -> {
                    throw new IllegalStateException("broken");
                },
                OnFailure.STOP));
        await().until(() -> started.state() == RunState.FAILED);

        Health health = running.health();
        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons()).anyMatch(reason -> reason.startsWith("outcomes@1 has stopped: the event at"));
        assertThat(only(health).here().orElseThrow().failed()).isEqualTo(2);
    }

    @Test
    void a_subscription_that_waits_for_something_is_degraded() {
        append(storage, "1");
        RunningSubscription started = running.start(to(
                delivered -> {
                    throw new ConnectException("out of reach");
                },
                OnFailure.PARK));
        await().until(() -> started.state() == RunState.WAITING_TO_RETRY);

        assertThat(running.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(running.health().reasons())
                .anyMatch(reason -> reason.startsWith("outcomes@1 waits: the event at position 1 (")
                        && reason.contains("out of reach"));
    }

    @Test
    void a_paused_subscription_is_degraded() {
        live(delivered -> {}).pause();

        for (Health health : List.of(running.health(), Health.of(storage))) {
            assertThat(health.status()).isEqualTo(Status.DEGRADED);
            assertThat(health.reasons()).containsExactly("outcomes@1 is paused");
        }
    }

    @Test
    void open_dead_letters_are_degraded_until_somebody_decides() {
        append(storage, "1");
        live(delivered -> {
            throw new IllegalStateException("broken");
        });
        await().until(() -> storage.deadLetters()
                        .count(dev.eventsource.store.DeadLetterQueue.Filter.OPEN)
                        .letters()
                == 1);

        Health health = Health.of(storage);
        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.reasons()).containsExactly("outcomes@1 has 1 open dead letter, the oldest for 0 s");
        assertThat(only(running.health()).here().orElseThrow().parked()).isEqualTo(1);

        storage.deadLetters()
                .decide(
                        dev.eventsource.store.DeadLetterQueue.Filter.OPEN,
                        dev.eventsource.store.DeadLetter.State.DISCARDED,
                        "me");
        assertThat(Health.of(storage).status()).isEqualTo(Status.UP);
    }

    @Test
    void a_lag_that_is_too_old_is_degraded_and_a_young_one_is_not() {
        Storage old = new InMemoryStorage(Clock.fixed(Instant.now().minus(Duration.ofMinutes(10)), ZoneOffset.UTC));
        append(old, "1", "2");
        old.checkpoints().register(OUTCOMES, 1, "all", new Checkpoint(1, null));

        assertThat(Health.of(old).reasons()).contains("outcomes@1 is 1 positions and 10 min behind");
        assertThat(Health.of(old, Duration.ofMinutes(11)).reasons()).noneMatch(reason -> reason.contains("behind"));
    }

    @Test
    void the_lag_is_that_of_events_that_are_wanted_although_nothing_runs() {
        Instant longAgo = Instant.now().minus(Duration.ofHours(3));
        AtomicReference<Instant> now = new AtomicReference<>(longAgo);
        Storage log = new InMemoryStorage(settable(now));
        append(log, "1", "2");
        log.checkpoints().register(OUTCOMES, 1, "of type 'Closed'", Checkpoint.START);
        assertThat(lag(log)).isEqualTo(new Lag(0, Duration.ZERO));
        assertThat(Health.of(log).reasons()).noneMatch(reason -> reason.contains("behind"));

        now.set(Instant.now().minus(Duration.ofMinutes(10)));
        log.events().append(StreamId.of("loan", "1"), ExpectedVersion.any(), List.of(event("Closed")));
        assertThat(lag(log).events()).isEqualTo(3);
        assertThat(lag(log).ageInWords()).isEqualTo("10 min");
    }

    @Test
    void a_wanted_event_is_found_behind_many_that_are_not() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now().minus(Duration.ofHours(3)));
        Storage log = new InMemoryStorage(settable(now));
        for (int i = 0; i < 6; i++) {
            List<EventData> many =
                    Stream.generate(() -> event("Opened")).limit(10_000).toList();
            log.events().append(StreamId.of("loan", "" + i), ExpectedVersion.any(), many);
        }
        now.set(Instant.now().minus(Duration.ofMinutes(10)));
        log.events().append(StreamId.of("loan", "1"), ExpectedVersion.any(), List.of(event("Closed")));
        log.checkpoints().register(OUTCOMES, 1, "of type 'Closed'", Checkpoint.START);

        assertThat(lag(log).events()).isEqualTo(60_001);
        assertThat(lag(log).ageInWords()).isEqualTo("10 min");
    }

    private static Lag lag(Storage log) {
        return only(Health.of(log)).stored().orElseThrow().lag();
    }

    private static Clock settable(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    @Test
    void partitions_without_an_owner_are_degraded() {
        storage.checkpoints().register(OUTCOMES, 8, "all", Checkpoint.START);
        assertThat(Health.of(storage).reasons()).containsExactly("outcomes@1 is worked on by no process");

        storage.leases().renew("me", Duration.ofMinutes(1));
        storage.leases().claim("me", OUTCOMES, 0);
        assertThat(Health.of(storage).status()).isEqualTo(Status.DEGRADED);
        assertThat(Health.of(storage).reasons())
                .containsExactly("outcomes@1 has partitions that no process works on: 1, 2, 3, 4, 5 and 2 more");
    }

    @Test
    void an_old_version_that_is_kept_is_as_it_should_be() {
        live(delivered -> {});
        storage.checkpoints().register(new SubscriptionId("outcomes", 2), 1, "all", Checkpoint.START);

        assertThat(Health.of(storage).subscriptions()).hasSize(2);
        assertThat(Health.of(storage).status()).isEqualTo(Status.UP);
    }

    @Test
    void a_log_that_was_rewound_is_down_before_any_process_notices() {
        append(storage, "1");
        storage.checkpoints().register(OUTCOMES, 1, "all", new Checkpoint(1, UUID.randomUUID()));
        storage.checkpoints().register(SubscriptionId.of("mails"), 1, "all", new Checkpoint(7, null));

        Health health = Health.of(storage);
        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.reasons())
                .contains(
                        "mails@1 is at position 7, but the log ends at 1: it was rewound",
                        "outcomes@1 has handled another event at position 1 than stands there now: the log was"
                                + " rewound");
    }

    @Test
    void a_subscription_that_somebody_has_dropped_or_that_was_stopped_here_is_told() {
        live(delivered -> {});
        running.close();
        assertThat(running.health().reasons()).contains("outcomes@1 was stopped in this process");

        storage.checkpoints().drop(OUTCOMES);
        assertThat(running.health().status()).isEqualTo(Status.DOWN);
        assertThat(running.health().reasons()).anyMatch(reason -> reason.contains("somebody has dropped it"));
    }

    /** The storage, but for {@code unwrap}, and for {@code events} if the answer is a failure. */
    private Storage answering(java.util.function.Supplier<Optional<SchemaVersion>> answer) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap")) {
                        return answer.get();
                    }
                    return method.invoke(storage, arguments);
                });
    }

    @Test
    void operations_are_part_of_it_if_there_is_something_to_do() {
        assertThat(Health.of(storage).components()).hasSize(1);
        OperationStore operations = storage.operations();
        operations.submit("card.charge", Payload.of("{}"), NewOperation.Options.DEFAULT);

        assertThat(Health.of(storage).status()).isEqualTo(Status.UP);
        assertThat(Health.of(storage).components().get(1).message())
                .startsWith("are 1 pending on default, the oldest for ");
        assertThat(running.health().operations()).hasSize(1);

        OperationQueue.Routes routes = new OperationQueue.Routes(Set.of("default"), Set.of("card.charge"));
        OperationQueue.Claim claim = operations
                .queue()
                .claim("worker", routes, Duration.ofMinutes(1), 1)
                .get(0);
        operations
                .queue()
                .end(
                        claim,
                        new OperationEnding.Failed(
                                OperationEnding.Outcome.FAILED, "no answer", OperationState.HELD, Duration.ZERO));

        assertThat(Health.of(storage).status()).isEqualTo(Status.DEGRADED);
        assertThat(running.health().reasons())
                .singleElement()
                .asString()
                .startsWith("operations are 1 held on default, the oldest for ");
        operations.decide(claim.operation().id(), OperationDecision.CANCEL, "ada", "not wanted any more");
        assertThat(Health.of(storage).components()).hasSize(1);

        operations.submit("letter.send", Payload.of("{}"), NewOperation.Options.DEFAULT);
        operations.queue().tend(routes, any -> {
            throw new AssertionError("nothing was abandoned");
        });
        assertThat(Health.of(storage).reasons()).singleElement().asString().contains("(1 unroutable)");
    }
}
