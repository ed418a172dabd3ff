// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Messages;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Deduplicated;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRelayTest {

    private final Storage storage = new InMemoryStorage();
    private final EventBus bus = new InMemoryEventBus();
    private final Running running = Running.on(storage);
    private final List<Message> arrived = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        running.close();
        bus.close();
        storage.close();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            storage.events()
                    .append(StreamId.of("loan", String.valueOf(i % 5)), ExpectedVersion.any(), List.of(event("{}")));
        }
    }

    private static EventData event(String json) {
        return EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of(json));
    }

    private List<RecordedEvent> log() {
        return storage.events().readAll(EventQuery.all(), 0, 1_000).events();
    }

    @Test
    void the_log_arrives_as_it_is_and_the_checkpoint_follows_the_bus() throws Exception {
        bus.subscribe("loans", Group.named("billing"), arrived::add);
        append(50);

        RunningSubscription relay = running.start(
                EventRelay.to(bus, "loans", "relay", EventQuery.all()).partitions(3));
        append(50);

        assertThat(relay.await(100, Duration.ofSeconds(10))).isTrue();
        await().until(() -> arrived.size() == 100);
        assertThat(arrived).extracting(Message::recorded).containsExactlyInAnyOrderElementsOf(log());
        for (int loan = 0; loan < 5; loan++) {
            String key = "loan-" + loan;
            assertThat(arrived)
                    .filteredOn(message -> message.key().equals(key))
                    .extracting(Message::version)
                    .isSorted();
        }
    }

    @Test
    void an_outage_of_the_bus_is_waited_out_and_nothing_is_parked() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Publisher failing = (topic, messages) -> {
            if (calls.incrementAndGet() <= 8) {
                throw new BusException("out of reach");
            }
            arrived.addAll(messages);
        };
        append(10);

        RunningSubscription relay = running.start(EventRelay.to(failing, "loans", "relay", EventQuery.all()));

        assertThat(relay.await(10, Duration.ofSeconds(60))).isTrue();
        assertThat(arrived).extracting(Message::position).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(storage.deadLetters().count(Filter.ALL).letters()).isZero();
    }

    @Test
    void what_the_bus_can_never_take_is_parked_and_the_rest_goes_on() throws Exception {
        EventBus narrow = new InMemoryEventBus(
                InMemoryEventBus.Options.DEFAULT.withBus(BusOptions.DEFAULT.withMaxMessageBytes(5_000)));
        narrow.subscribe("loans", Group.named("billing"), arrived::add);
        append(3);
        storage.events()
                .append(
                        StreamId.of("loan", "large"),
                        ExpectedVersion.any(),
                        List.of(event("\"" + "x".repeat(5_000) + "\"")));
        append(3);

        RunningSubscription relay = running.start(EventRelay.to(narrow, "loans", "relay", EventQuery.all()));

        assertThat(relay.await(7, Duration.ofSeconds(10))).isTrue();
        await().until(() -> arrived.size() == 6);
        assertThat(storage.deadLetters().list(Filter.OPEN, 10))
                .extracting(DeadLetter::position)
                .containsExactly(4L);
        narrow.close();
    }

    /** What was published just before a crash comes twice; the consumer's own storage knows it by its id. */
    @Test
    void the_effect_is_once_with_a_consumer_that_remembers() throws Exception {
        try (Storage consumer = new InMemoryStorage()) {
            List<RecordedEvent> handled = new CopyOnWriteArrayList<>();
            bus.subscribe(
                    "loans",
                    Group.named("billing"),
                    Messages.to(consumer, Deduplicated.by("billing", delivered -> handled.add(delivered.recorded()))));
            append(20);
            running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()))
                    .await(20, Duration.ofSeconds(10));

            running.start(EventRelay.to(bus, "loans", "again", EventQuery.all()))
                    .await(20, Duration.ofSeconds(10));

            await().until(() -> bus.groups("loans").get(0).backlog() == 0);
            assertThat(handled).hasSize(20);
        }
    }
}
