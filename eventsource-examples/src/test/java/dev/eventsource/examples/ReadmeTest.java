package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code: what stands between the marks stands there to the letter. */
class ReadmeTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    // README begin
    sealed interface LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant, BigDecimal amount) implements LoanEvent {}

    @EventType("LoanApproved")
    record Approved(String by) implements LoanEvent {}

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(LoanEvent.class));

    static EventData event(LoanEvent event) {
        return CODEC.encode(event, UUID.randomUUID(), Instant.now());
    }

    void run(Path file) {
        try (Storage storage = new SqliteStorage(file)) {
            EventStore events = storage.events();
            StreamId loan = StreamId.of("loan", "173688");

            // Say what happened. Nobody may have used this number before.
            events.append(
                    loan, ExpectedVersion.noStream(), List.of(event(new Submitted("Ada", new BigDecimal("20000")))));

            // Decide from the history, and append on condition that nobody was faster.
            List<RecordedEvent> history = events.read(loan, 0, 100);
            if (history.stream().map(CODEC::decode).flatMap(List::stream).noneMatch(Approved.class::isInstance)) {
                events.append(loan, ExpectedVersion.exactly(history.size()), List.of(event(new Approved("Grace"))));
            }

            // Read everything that happened, in the one order in which it happened.
            for (RecordedEvent event :
                    events.readAll(EventQuery.all().inCategory("loan"), 0, 1000).events()) {
                out.println(event.position() + " " + event.stream() + " "
                        + CODEC.decode(event).get(0));
            }
        }
    }
    // README end

    @Test
    void the_code_runs_and_prints_what_the_readme_says() throws Exception {
        run(folder.resolve("loans.db"));

        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(readme).contains(line));
    }

    @Test
    void the_code_stands_in_the_readme_to_the_letter() throws Exception {
        String source =
                Files.readString(Path.of("src", "test", "java", "dev", "eventsource", "examples", "ReadmeTest.java"));
        String code = source.substring(
                source.indexOf("// README begin\n") + "// README begin\n".length(),
                source.indexOf("    // README end"));

        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains(code.stripTrailing().stripIndent());
    }
}
