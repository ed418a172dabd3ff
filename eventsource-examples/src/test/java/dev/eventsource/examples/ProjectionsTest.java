// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Deduplicated;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.json.JacksonStateCodec;
import dev.eventsource.projection.Documents;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.projection.Replay;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/how-to/projections.md: what stands between the marks stands there to the letter. */
class ProjectionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    private final Storage storage = new InMemoryStorage();
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        storage.close();
    }

    // DOC projection begin
    record Outcome(String applicant, String approvedBy) {}

    static final ReadModel OUTCOMES = ReadModel.named("outcomes").keeping("outcomes");

    static Documents<Outcome> outcomes(ReadModel model, Storage storage) {
        return new Documents<>(storage, model.collection("outcomes"), new JacksonStateCodec<>(Outcome.class));
    }

    static Projection projection(ReadModel model) {
        return Projection.of(
                model,
                EventHandlers.builder(CODEC)
                        .on(
                                Submitted.class,
                                (submitted, recorded, tx) -> outcomes(model, tx)
                                        .put(
                                                recorded.stream().key(),
                                                new Outcome(submitted.applicant(), ""),
                                                ExpectedVersion.any()))
                        .on(Approved.class, (approved, recorded, tx) -> {
                            String loan = recorded.stream().key();
                            Outcome before =
                                    outcomes(model, tx).get(loan).orElseThrow().content();
                            outcomes(model, tx)
                                    .put(loan, new Outcome(before.applicant(), approved.by()), ExpectedVersion.any());
                        })
                        .build());
    }
    // DOC projection end

    private void append(Storage through, String loan, LoanEvent event) {
        EventData data = CODEC.encode(event, UUID.randomUUID(), Instant.now());
        through.events().append(StreamId.of("loan", loan), ExpectedVersion.any(), List.of(data));
    }

    @Test
    void it_runs_is_rebuilt_flipped_and_dropped() throws Exception {
        append(storage, "173688", new Submitted("Ada"));
        append(storage, "173688", new Approved("Grace"));

        // DOC run begin
        Running running = Running.on(storage);
        RunningSubscription first = running.start(projection(OUTCOMES).exactlyOnce());
        // DOC run end
        assertThat(first.await(2, PATIENCE)).isTrue();
        Running next = Running.on(storage);

        // DOC rebuild begin
        RunningSubscription second = next.start(projection(OUTCOMES.version(2)).exactlyOnce());
        // … second.progress() says how fast it is, how much is left, and how long that takes …
        // DOC rebuild end
        assertThat(second.await(2, PATIENCE)).isTrue();
        next.close(); // Stores its checkpoint.

        // DOC flip begin
        Projections.flip(storage, OUTCOMES.version(2)); // back: flip(storage, OUTCOMES)
        // DOC flip end
        // DOC read begin
        Outcome outcome = outcomes(OUTCOMES.active(storage), storage)
                .get("173688")
                .orElseThrow()
                .content();
        // DOC read end
        assertThat(outcome).isEqualTo(new Outcome("Ada", "Grace"));
        assertThat(OUTCOMES.active(storage)).isEqualTo(OUTCOMES.version(2));

        running.close();
        // DOC drop begin
        Projections.drop(storage, OUTCOMES);
        // DOC drop end
        assertThat(storage.checkpoints().find(OUTCOMES.id())).isEmpty();
        // DOC reset begin
        Projections.reset(storage, OUTCOMES.version(2));
        // DOC reset end
        assertThat(outcomes(OUTCOMES.version(2), storage).get("173688")).isEmpty();
    }

    @Test
    void it_runs_inside_appends_and_by_hand() throws Exception {
        append(storage, "173688", new Submitted("Ada"));

        // DOC inline begin
        Projections.replay(storage, projection(OUTCOMES), Replay.of(EventQuery.all())); // what is there already
        Storage inline = Projections.inline(storage, projection(OUTCOMES));
        // DOC inline end
        append(inline, "173688", new Approved("Grace"));
        assertThat(outcomes(OUTCOMES, storage).get("173688").orElseThrow().content())
                .isEqualTo(new Outcome("Ada", "Grace"));

        // DOC replay begin
        Replay.Report report = Projections.replay(
                storage,
                projection(OUTCOMES.version(2)),
                Replay.of(EventQuery.all().inCategory("loan")).between(0, 5_000).dryRun());
        report.failures().forEach(failure -> System.out.println(failure.position() + ": " + failure.reason()));
        // DOC replay end
        assertThat(report.applied() + report.failed()).isEqualTo(2);
    }

    @Test
    void mails_are_sent_once() throws Exception {
        append(storage, "173688", new Approved("Grace"));

        // DOC mails begin
        EventHandlers mails =
                EventHandlers.builder(CODEC).on(Approved.class, this::send).build();
        Subscription mailing =
                Subscription.of("mailing", mails.query(), Delivery.atLeastOnce(Deduplicated.onlyNew("mailing", mails)));
        // DOC mails end
        try (Running running = Running.on(storage)) {
            assertThat(running.start(mailing).await(1, PATIENCE)).isTrue();
            assertThat(running.start(mailing.version(2)).await(1, PATIENCE)).isTrue();
        }
        assertThat(sent).containsExactly("Grace");
    }

    private void send(Approved approved) {
        sent.add(approved.by());
    }

    @Test
    void the_code_stands_in_the_page_to_the_letter() throws Exception {
        String source = Files.readString(
                Path.of("src", "test", "java", "dev", "eventsource", "examples", "ProjectionsTest.java"));
        String page = Files.readString(Path.of("..", "docs", "how-to", "projections.md"));

        List<String> pieces = Pattern.compile("\n *// DOC (\\w+) begin\n(.*?)\n *// DOC \\1 end(?=\n)", Pattern.DOTALL)
                .matcher(source)
                .results()
                .map(found -> found.group(2).stripIndent().stripTrailing())
                .toList();

        assertThat(pieces)
                .hasSizeGreaterThan(5)
                .allSatisfy(piece -> assertThat(page).contains(piece));
    }
}
