// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static dev.eventsource.testing.EventSourceAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.AggregateRoot;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import dev.eventsource.testing.EventBuilder;
import dev.eventsource.testing.ProjectionSpecification;
import dev.eventsource.testing.SequentialIds;
import dev.eventsource.testing.SettableClock;
import dev.eventsource.testing.Specification;
import dev.eventsource.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/testing.md. */
class TestingTest {

    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    record Outcome(String applicant, String approvedBy) {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));
    static final ReadModel OUTCOMES = ReadModel.named("outcomes").keeping("outcomes");

    private final Storage storage = new InMemoryStorage();

    @AfterEach
    void close() {
        storage.close();
    }

    static Projection outcomes() {
        return Projection.of(
                OUTCOMES,
                EventHandlers.builder(CODEC)
                        .on(
                                Submitted.class,
                                (event, recorded, tx) -> documents(tx)
                                        .put(
                                                recorded.stream().key(),
                                                new Outcome(event.applicant(), ""),
                                                ExpectedVersion.any()))
                        .on(Approved.class, (event, recorded, tx) -> {
                            Documents.Entry<Outcome> before =
                                    documents(tx).get(recorded.stream().key()).orElseThrow();
                            documents(tx)
                                    .put(
                                            before.key(),
                                            new Outcome(before.content().applicant(), event.by()),
                                            ExpectedVersion.exactly(before.version()));
                        })
                        .build());
    }

    private static Documents<Outcome> documents(Storage tx) {
        return new Documents<>(tx, OUTCOMES.collection("outcomes"), new JacksonStateCodec<>(Outcome.class));
    }

    // DOC projection begin
    @Test
    void an_outcome_names_who_has_approved() {
        ProjectionSpecification.of(CODEC, outcomes())
                .given("loan-173688", new Submitted("Ada"), new Approved("Grace"))
                .thenDocument("outcomes", "173688", new Outcome("Ada", "Grace"))
                .and("loan-173689", new Submitted("Joan"))
                .thenDocument("outcomes", "173689", new Outcome("Joan", ""));
    }
    // DOC projection end

    @Test
    void a_running_subscription_is_waited_for() {
        try (Running running = Running.on(storage)) {
            running.start(outcomes().exactlyOnce());
            StreamId loan = StreamId.of("loan", "173688");

            // DOC await begin
            long position = storage.events()
                    .append(
                            loan,
                            ExpectedVersion.any(),
                            List.of(EventBuilder.of(CODEC, new Submitted("Ada")).data()))
                    .lastPosition();
            Waiting.await(running, position);
            // DOC await end

            assertThat(documents(storage).get("173688")).isPresent();

            // DOC assertions begin
            assertThat(storage, CODEC).stream("loan-173688").isAtVersion(1).hasEvents(new Submitted("Ada"));
            assertThat(storage, CODEC).log().hasTypes("LoanSubmitted");
            // DOC assertions end
        }
    }

    @Test
    void time_ids_and_events_are_given() {
        // DOC clock begin
        SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
        Storage storage = new InMemoryStorage(clock);
        Aggregates aggregates = new Aggregates(
                storage, CODEC, Aggregates.Options.DEFAULT.withClock(clock).withIds(new SequentialIds()));
        clock.forward(Duration.ofDays(30));
        // DOC clock end
        aggregates.of("loan", LoanEvent.class, SomeLoan::new).execute("1", SomeLoan::submit);
        assertThat(storage, CODEC).stream("loan-1")
                .last()
                .hasId(SequentialIds.id(1))
                .occurredAt(clock.instant());
        storage.close();

        // DOC builder begin
        RecordedEvent approved = EventBuilder.of(CODEC, new Approved("Grace"))
                .inStream("loan-173688")
                .atVersion(2)
                .by("grace")
                .recorded();
        EventData old = EventBuilder.of("LoanApproved", "{\"by\":\"Grace\"}")
                .revision(1)
                .data();
        // DOC builder end
        assertThat(approved, CODEC).is(new Approved("Grace")).isBy("grace");
        assertThat(old.type()).isEqualTo("LoanApproved");
    }

    static final class SomeLoan extends AggregateRoot<String> {
        void submit() {
            raise(new Submitted("Ada"));
        }

        @Override
        protected String apply(Object event) {
            return event.toString();
        }

        void approve(String by) {
            raise(new Approved(by));
        }
    }

    @Test
    void what_a_failure_looks_like_is_what_the_page_says() throws Exception {
        assertThatThrownBy(() -> Specification.of(CODEC, "loan", LoanEvent.class, SomeLoan::new)
                        .given(new Submitted("Ada"))
                        .when(loan -> loan.approve("Joan"))
                        .then(new Approved("Grace")))
                .satisfies(failure -> assertThat(Files.readString(Path.of("..", "docs", "how-to", "testing.md")))
                        .contains("```\n" + failure.getMessage() + "\n```"));
    }

    @Test
    void the_code_stands_in_the_page_to_the_letter() throws Exception {
        Page.howTo("testing.md").hasTheCodeOf("TestingTest.java", "loan/LoanTest.java");
    }
}
