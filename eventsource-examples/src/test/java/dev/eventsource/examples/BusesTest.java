// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Messages;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.PersonalData;
import dev.eventsource.codec.SubjectForgotten;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Deduplicated;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.handling.Handles;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.outbox.EventRelay;
import dev.eventsource.personal.Forgetting;
import dev.eventsource.personal.MasterKeys;
import dev.eventsource.personal.PersonalKeys;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/buses.md. */
class BusesTest {

    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    @EventType("CustomerMet")
    record Met(
            String customer,
            @PersonalData(subject = "customer") String name) {}

    private static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    private final Storage storage = new InMemoryStorage();
    private final Storage ownStorage = new InMemoryStorage();
    private final EventBus bus = new InMemoryEventBus();
    private final List<String> letters = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        bus.close();
        ownStorage.close();
        storage.close();
    }

    private void append(StreamId stream, Object... events) {
        for (Object event : events) {
            storage.events()
                    .append(
                            stream,
                            ExpectedVersion.any(),
                            List.of(CODEC.encode(event, UUID.randomUUID(), Instant.EPOCH)));
        }
    }

    // DOC billing begin
    /** Another application, with a database of its own. */
    final class Billing {

        @Handles
        void on(Approved event) {
            letters.add("approved by " + event.by());
        }
    }
    // DOC billing end

    @Test
    void the_log_reaches_another_application_once() {
        EventHandlers handlers = EventHandlers.of(new Billing(), CODEC);
        StreamId loan = StreamId.of("loan", "173688").in("acme");
        // DOC consume begin
        Group group = Group.named("billing").only(handlers.query());
        bus.subscribe("loans", group, Messages.to(ownStorage, Deduplicated.by("billing", handlers)));
        // DOC consume end
        append(loan, new Submitted("Ada"), new Approved("Grace"));
        // DOC relay begin
        Running running = Running.on(storage);
        running.start(
                EventRelay.to(bus, "loans", "relay-loans", EventQuery.all().inCategory("loan"))
                        .partitions(4));
        // DOC relay end
        await().until(() -> letters.size() == 1);
        running.start(EventRelay.to(bus, "loans", "again", EventQuery.all()));
        await().until(() -> running.health().subscriptions().stream()
                .allMatch(one ->
                        one.stored().map(stored -> stored.position() == 2).orElse(false)));
        await().until(() -> bus.groups("loans").get(0).backlog() == 0);
        assertThat(letters).containsExactly("approved by Grace");
        // DOC health begin
        Health health = running.health().and("bus", bus.trouble());
        // DOC health end
        assertThat(health.status()).isEqualTo(Health.Status.UP);
        running.close();
    }

    @Test
    void what_could_not_be_handled_is_handed_over_again() {
        // DOC options begin
        EventBus patient = new InMemoryEventBus(InMemoryEventBus.Options.DEFAULT.withBus(BusOptions.DEFAULT
                .withPrefix("bank")
                .withPartitions(16)
                .withRetry(BusOptions.DEFAULT.retry().withMaxAttempts(3))
                .withExhausted(BusOptions.Exhausted.HOLD)));
        // DOC options end
        patient.close();
        bus.subscribe("loans", Group.named("billing"), message -> {
            if (letters.isEmpty()) {
                throw new IllegalStateException("no such customer");
            }
            letters.add("handled");
        });
        append(StreamId.of("loan", "1"), new Submitted("Ada"));
        try (Running running = Running.on(storage)) {
            running.start(EventRelay.to(bus, "loans", "relay", EventQuery.all()));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bus.deadLetters("loans", "billing").list(10).size() == 1);
        }
        letters.add("repaired");
        // DOC letters begin
        for (DeadMessage letter : bus.deadLetters("loans", "billing").list(100)) {
            System.out.println(letter.id() + " " + letter.attempts() + " " + letter.reason());
            bus.deadLetters("loans", "billing").replay(letter.id());
        }
        // DOC letters end
        await().until(() -> letters.contains("handled"));
    }

    /** A bus carries what is stored: sealed with the key of its subject. */
    @Test
    void who_was_forgotten_cannot_be_read_in_copies_on_a_bus() {
        PersonalKeys keys = new PersonalKeys(
                storage,
                MasterKeys.of("2011", new byte[32]),
                PersonalKeys.Options.DEFAULT.withRemembered(Duration.ZERO).withMost(0));
        EventCodec codec = new JacksonEventCodec(
                EventTypes.of(Met.class, SubjectForgotten.class),
                JacksonEventCodec.Options.DEFAULT.withPersonalData(keys));
        bus.create("customers", Group.named("crm"));
        storage.events()
                .append(
                        StreamId.of("customer", "c-1"),
                        ExpectedVersion.any(),
                        List.of(codec.on(storage)
                                .encode(new Met("c-1", "Ada Lovelace"), UUID.randomUUID(), Instant.EPOCH)));
        try (Running running = Running.on(storage)) {
            running.start(EventRelay.to(bus, "customers", "relay", EventQuery.all()));
            await().until(() -> bus.groups("customers").get(0).backlog() == 1);
        }

        new Forgetting(storage).forget("c-1");

        List<Object> met = new CopyOnWriteArrayList<>();
        List<String> payloads = new CopyOnWriteArrayList<>();
        bus.subscribe("customers", Group.named("crm"), message -> {
            payloads.add(message.event().payload().json());
            met.addAll(codec.on(storage).decode(message.recorded()));
        });
        await().until(() -> met.size() == 1);
        assertThat(payloads.get(0)).contains("c-1").doesNotContain("Lovelace");
        assertThat(met.get(0).toString()).contains("c-1").doesNotContain("Lovelace");
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("buses.md").hasTheCodeOf("BusesTest.java");
    }
}
