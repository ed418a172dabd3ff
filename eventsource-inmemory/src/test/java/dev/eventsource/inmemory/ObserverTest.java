// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decider;
import dev.eventsource.aggregate.SnapshotPolicy;
import dev.eventsource.aggregate.Snapshots;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an observer is told. */
class ObserverTest {

    private static final StreamId LOAN = StreamId.of("loan", "1");
    private static final RetryPolicy TWICE =
            RetryPolicy.DEFAULT.withMaxAttempts(2).withFirstDelay(Duration.ofMillis(1));

    private final Notebook notebook = new Notebook();
    private final List<String> notes = notebook.notes;
    private final InMemoryStorage storage = new InMemoryStorage();

    @EventType("loan-noted")
    record Noted(String text) {}

    record Noting(int notes) {}

    /** Decides that anything may be noted but nothing. */
    static final class Notes implements Decider<String, Noting, Noted> {
        @Override
        public Noting initialState() {
            return new Noting(0);
        }

        @Override
        public List<Noted> decide(String command, Noting state) {
            if (command.isEmpty()) {
                throw new CommandRejectedException("There is nothing to note");
            }
            return List.of(new Noted(command));
        }

        @Override
        public Noting evolve(Noting state, Noted event) {
            return new Noting(state.notes() + 1);
        }
    }

    private AggregateRepository<String, Aggregate<Noting>> loans() {
        Aggregates.Options options = Aggregates.Options.DEFAULT.withObserver(notebook);
        return new Aggregates(storage, new JacksonEventCodec(EventTypes.of(Noted.class)), options)
                .of("loan", Noted.class, new Notes());
    }

    @Test
    void a_command_is_executed_with_the_load_inside_whatever_comes_of_it() {
        loans().execute("1", "applied");
        assertThatExceptionOfType(CommandRejectedException.class).isThrownBy(() -> loans().execute("1", ""));
        List<String> once = List.of("begin EXECUTE loan", "begin LOAD loan", "end LOAD loan", "end EXECUTE loan");
        assertThat(notes.subList(0, 4)).isEqualTo(once);
        assertThat(notes.subList(4, 8)).isEqualTo(once);
        notes.clear();
        loans().load("1");
        assertThat(notes).containsExactly("begin LOAD loan", "end LOAD loan");
    }

    @Test
    void what_becomes_of_snapshots_is_told_beside_being_counted() {
        Snapshots<Noting> snapshots = Snapshots.of(new JacksonStateCodec<>(Noting.class), SnapshotPolicy.every(1));
        loans().with(snapshots).execute("1", "applied");
        loans().with(snapshots).load("1");
        assertThat(notes).containsSubsequence("loan MISSING", "loan TAKEN", "loan USED");
        assertThat(snapshots.counts())
                .containsEntry(SnapshotUse.MISSING, 1L)
                .containsEntry(SnapshotUse.TAKEN, 1L)
                .containsEntry(SnapshotUse.USED, 1L);
    }

    @Test
    void a_subscription_is_told_by_its_pages_what_it_hands_over_and_its_partitions() throws Exception {
        append("a", "b");
        try (Running running = running()) {
            var mails = running.start(Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(event -> {})));
            assertThat(mails.await(2, Duration.ofSeconds(10))).isTrue();
        }
        assertThat(notes)
                .startsWith("/mails@1 takes 0", "begin PAGE mails@1", "page of mails@1 with 2, 0 behind")
                .containsSubsequence("begin HANDLE mails@1 1", "end HANDLE mails@1 1", "begin HANDLE mails@1 1")
                .endsWith("/mails@1 gives up 0");
    }

    @Test
    void a_projection_and_a_relay_are_known_as_such() throws Exception {
        append("a");
        try (Running running = running();
                InMemoryEventBus bus = new InMemoryEventBus()) {
            ReadModel model = ReadModel.named("outcomes");
            var outcomes = running.start(
                    Projection.of(model, EventQuery.all(), event -> {}).exactlyOnce());
            var relay = running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));
            assertThat(outcomes.await(1, Duration.ofSeconds(10))).isTrue();
            assertThat(relay.await(1, Duration.ofSeconds(10))).isTrue();
        }
        assertThat(notes).contains("end PROJECT outcomes@1 1", "end RELAY relay@1 1");
    }

    @Test
    void an_event_that_fails_is_told_each_time_and_in_the_end() throws Exception {
        append("a");
        Subscription failing = Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(event -> {
            throw new IllegalStateException("no mail");
        }));
        try (Running running = running()) {
            var mails = running.start(failing.with(failing.options().withRetry(TWICE)));
            assertThat(mails.await(1, Duration.ofSeconds(10))).isTrue();
        }
        assertThat(notes)
                .containsSubsequence(
                        "begin HANDLE mails@1 1",
                        "end HANDLE mails@1 1",
                        "/mails@1 TRIED_AGAIN",
                        "begin HANDLE mails@1 1",
                        "end HANDLE mails@1 1",
                        "/mails@1 DEAD")
                .containsOnlyOnce("/mails@1 TRIED_AGAIN", "/mails@1 DEAD");
    }

    @Test
    void a_bus_tells_of_its_parts_and_of_messages_that_fail() {
        BusOptions options =
                BusOptions.DEFAULT.withPartitions(1).withRetry(TWICE).withObserver(notebook);
        try (InMemoryEventBus bus = new InMemoryEventBus(InMemoryEventBus.Options.DEFAULT.withBus(options))) {
            bus.subscribe("loans", Group.named("billing"), message -> {
                throw new IllegalStateException("no bill");
            });
            bus.publish("loans", List.of(Message.of(LOAN, event("a"))));
            await().until(() -> notes.size() >= 3);
        }
        assertThat(notes)
                .containsExactly(
                        "loans/billing takes 0",
                        "loans/billing TRIED_AGAIN",
                        "loans/billing DEAD",
                        "loans/billing gives up 0");
    }

    private Running running() {
        return Running.on(storage, Running.Options.DEFAULT.withObserver(notebook));
    }

    private void append(String... types) {
        storage.events()
                .append(
                        LOAN,
                        ExpectedVersion.any(),
                        List.of(types).stream().map(ObserverTest::event).toList());
    }

    private static EventData event(String type) {
        return EventData.of(UUID.randomUUID(), type, Instant.now(), Payload.of("{}"));
    }
}
