// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.console.Console;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.Projections;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilding and replaying from an application's own main, and the demo's projection from the command. */
class ProjectionCommandsTest {

    private static final ReadModel OPEN = ReadModel.named("open").keeping("open");

    private final Storage storage = new InMemoryStorage();

    @AfterEach
    void end() {
        storage.close();
    }

    private static Projection projection(ReadModel model) {
        return Projection.of(model, EventQuery.all().inCategory("loan"), delivered -> {
            if (delivered.recorded().event().type().equals("Poison")) {
                throw new IllegalStateException("The amount is missing");
            }
            delivered
                    .storage()
                    .documents()
                    .put(
                            model.collection("open"),
                            delivered.recorded().stream().key(),
                            Payload.of("{}"),
                            ExpectedVersion.any());
        });
    }

    private Run run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]), out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        int code = new ProjectionCommands(storage, console)
                .with(OPEN, ProjectionCommandsTest::projection)
                .run(args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Run ok(String... args) {
        Run run = run(args);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run;
    }

    private void append(String type, String... keys) {
        for (String key : keys) {
            storage.events()
                    .append(
                            StreamId.of("loan", key),
                            ExpectedVersion.any(),
                            List.of(EventData.of(UUID.randomUUID(), type, Instant.EPOCH, Payload.of("{}"))));
        }
    }

    private long documents(int version) {
        return storage.documents().count(OPEN.version(version).collection("open"), DocumentQuery.all());
    }

    @Test
    void a_new_version_is_built_beside_the_one_that_is_read_and_readers_are_let_over() throws Exception {
        append("Opened", "1", "2", "3");
        try (Running application = Running.on(storage)) {
            RunningSubscription first = application.start(projection(OPEN).exactlyOnce());
            assertThat(first.await(3, Duration.ofSeconds(10))).isTrue();

            assertThat(ok("rebuild", "open").out())
                    .contains("open@2 is built up to position 3", "Readers still use open@1", "activate open@2");
            assertThat(documents(2)).isEqualTo(3);
            assertThat(Projections.activeVersion(storage, "open")).hasValue(1);

            append("Opened", "4");
            assertThat(ok("rebuild", "open", "--flip").out())
                    .contains("open@2 is built up to position 4", "Readers use open@2 now");
        }
        assertThat(Projections.activeVersion(storage, "open")).hasValue(2);
        assertThat(documents(2)).isEqualTo(4);
        assertThat(ok("rebuild", "open").out()).contains("open@3 is built");
    }

    @Test
    void an_event_that_cannot_be_handled_keeps_readers_where_they_are() throws Exception {
        append("Opened", "1", "2");
        append("Poison", "2");
        storage.checkpoints().register(OPEN.id(), 1, "whatever", Checkpoint.START);

        assertThat(ok("rebuild", "open@2").out()).contains("with 1 open dead letter");
        Run flip = run("rebuild", "open@2", "--flip");
        assertThat(flip.code()).isEqualTo(1);
        assertThat(flip.err()).startsWith("eventsource: ").contains("dead letters");
        assertThat(Projections.activeVersion(storage, "open")).hasValue(1);
    }

    @Test
    void what_readers_use_is_not_rebuilt_under_them() {
        storage.checkpoints().register(OPEN.id(), 1, "whatever", Checkpoint.START);

        Run run = run("rebuild", "open@1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("open@1 is what readers use");
    }

    @Test
    void a_replay_is_reported() {
        append("Opened", "1", "2");
        append("Poison", "2", "3");

        Run all = run("replay", "open");
        assertThat(all.code()).isEqualTo(1);
        assertThat(all.out())
                .startsWith("2 applied, 0 repeated, 2 failed, up to position 4\n")
                .contains("POSITION", "The amount is missing");
        assertThat(run("replay", "open", "--strict").out()).startsWith("0 applied, 2 repeated, 1 failed");
        assertThat(documents(1)).isEqualTo(2);
    }

    @Test
    void a_replay_is_of_a_stream_a_range_an_event_or_a_tenant_and_can_be_dry() {
        append("Opened", "1", "2", "3");

        assertThat(ok("replay", "open", "--stream", "loan-2", "--dry-run").out())
                .startsWith("Would be: 1 applied");
        assertThat(documents(1)).isZero();
        assertThat(ok("replay", "open", "--from", "2", "--to", "3").out()).startsWith("2 applied");
        assertThat(ok("replay", "open", "--category", "other").out()).startsWith("0 applied");
        assertThat(ok("replay", "open", "--tenant", "acme").out()).startsWith("0 applied");
        String id = storage.events()
                .readAll(EventQuery.all(), 0, 1)
                .events()
                .get(0)
                .event()
                .id()
                .toString();
        assertThat(ok("replay", "open", "--event", id).out()).startsWith("1 applied");
        assertThat(documents(1)).isEqualTo(3);
    }

    @Test
    void wrong_usage_is_said_in_a_sentence() {
        assertThat(run().err()).contains("rebuild or replay?");
        assertThat(run("rebuild", "closed").err()).contains("no handlers for a projection closed here, only for open");
        assertThat(run("replay", "open", "--event", "x").code()).isEqualTo(2);
        assertThat(run("replay", "open", "--from", "0").code()).isEqualTo(2);
        assertThat(run("replay", "open", "--from", "5", "--to", "3").code()).isEqualTo(2);
        Run both = run("replay", "open", "--event", "7f5a1b9e-0c57-4c3e-8a51-0f2f7d5e2a11", "--stream", "loan-1");
        assertThat(both.err()).contains("--event is one event");
        Run none = run("replay", "open", "--event", "7f5a1b9e-0c57-4c3e-8a51-0f2f7d5e2a11");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no event with the id").doesNotContain("bug");
    }

    @Test
    void the_command_itself_rebuilds_the_demo_s_projection_and_says_where_others_are(@TempDir Path folder) {
        String[] store = {"--store", "jdbc:sqlite:" + folder.resolve("demo.db")};
        Run.of("demo", "--loans", "300", store[0], store[1]);

        Run rebuilt = Run.of("projection", "rebuild", "loan-outcomes", "--flip", store[0], store[1]);
        assertThat(rebuilt.out()).as(rebuilt.err()).contains("loan-outcomes@2 is built up to position 4,666");
        assertThat(Run.of("projection", "drop", "loan-outcomes@1", store[0], store[1])
                        .code())
                .isZero();
        assertThat(Run.of("demo", "--loans", "300", "--json", store[0], store[1])
                        .out())
                .startsWith(DemoTest.FEW_FIGURES)
                .contains("\"verified\":true");
        assertThat(Run.of("projection", "replay", "loan-outcomes", "--stream", "loan-1", store[0], store[1])
                        .out())
                .contains("0 failed");

        Run other = Run.of("projection", "rebuild", "outcomes", store[0], store[1]);
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("no handlers for a projection outcomes here", "ProjectionCommands");
    }
}
