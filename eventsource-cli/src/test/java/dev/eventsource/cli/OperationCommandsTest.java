// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.OperationEnding.Failed;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationEnding.Succeeded;
import dev.eventsource.store.OperationHistory.Decided;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationQueue.Routes;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with operations from the command line. */
class OperationCommandsTest {

    private static final Payload AMOUNT = Payload.of("{\"amount\":20000}");

    @TempDir
    private Path folder;

    private String url = "";
    private Storage storage = Storages.open("memory:");
    private OperationStore operations = storage.operations();

    @BeforeEach
    void open() {
        storage.close();
        url = "jdbc:sqlite:" + folder.resolve("events.db");
        storage = Storages.open(url);
        operations = storage.operations();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private Run run(String... args) {
        return Run.of(
                Stream.concat(Arrays.stream(args), Stream.of("--store", url)).toArray(String[]::new));
    }

    private Run ok(String... args) {
        Run run = run(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void fails(int code, String reason, String... args) {
        Run run = run(args);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).startsWith("eventsource: ").contains(reason).doesNotContain("\tat ", "unexpected");
    }

    private Claim claim(String type) {
        operations.submit(type, AMOUNT, Options.DEFAULT.withKey("loan-1").lettingPass());
        return operations
                .queue()
                .claim("worker", new Routes(Set.of("default"), Set.of(type)), Duration.ofMinutes(1), 1)
                .get(0);
    }

    private long in(OperationState state) {
        Claim claim = claim("card.charge");
        operations
                .queue()
                .end(claim, new Failed(Outcome.FAILED, "the bank does not answer", state, Duration.ofMinutes(1)));
        return claim.operation().id();
    }

    @Test
    void operations_are_counted_and_listed() {
        assertThat(ok("operations", "count").out()).contains("no such operations");
        assertThat(ok("operations", "list").out()).contains("no such operations");
        long held = in(OperationState.HELD);
        storage.forTenant("acme").operations().submit("letter.send", AMOUNT, Options.DEFAULT.withChannel("mail"));

        assertThat(ok("operations", "count").lines()).hasSize(3).anyMatch(line -> line.matches("default +held +1 .*"));
        assertThat(ok("operations", "count", "--json", "--tenant", "acme").out())
                .startsWith(
                        "{\"channel\":\"mail\",\"state\":\"pending\",\"operations\":1,\"unroutable\":0,\"oldest\":\"");
        assertThat(ok("operations", "list").out()).contains("card.charge", "letter.send", "loan-1");
        assertThat(ok("operations", "list", "--state", "held").lines())
                .hasSize(2)
                .anyMatch(line -> line.strip().startsWith(held + " ") && line.contains("the bank does not answer"));
        assertThat(ok("operations", "list", "--json", "--tenant", "acme").lines())
                .singleElement()
                .asString()
                .contains("\"type\":\"letter.send\"", "\"tenant\":\"acme\"", "\"state\":\"pending\"");
        assertThat(ok("operations", "list", "--limit", "1").err()).contains("--after " + held);
        fails(2, "--limit", "operations", "list", "--limit", "0");
        fails(2, "tenant", "operations", "list", "--tenant", "a b");
    }

    @Test
    void an_operation_is_shown_with_its_history() {
        Claim claim = claim("card.charge");
        long id = claim.operation().id();
        operations.queue().record(claim, "reserve", Payload.of("\"7\""), Optional.empty());
        operations.signal(id, "approval", Payload.of("true"));
        operations.queue().end(claim, new Failed(Outcome.TIMED_OUT, "too\nlong", OperationState.FAILED, Duration.ZERO));
        ok("operations", "retry", String.valueOf(id), "--why", "the bank is back", "--by", "Grace");

        assertThat(ok("operations", "show", String.valueOf(id)).out())
                .contains("Operation " + id + ", card.charge: pending", "by worker: timed out, too long", "reserve")
                .contains(
                        "approval",
                        "retry by Grace: the bank is back",
                        claim.operation().reference().toString())
                .doesNotContain("20000");
        assertThat(ok("operations", "show", String.valueOf(id), "--payload").out())
                .contains("20000", "reserve: \"7\"");
        assertThat(ok("operations", "show", String.valueOf(id), "--payload", "--json")
                        .lines())
                .singleElement()
                .asString()
                .contains(
                        "\"outcome\":\"timed out\"", "\"payload\":{\"amount\":20000}", "\"why\":\"the bank is back\"");
        fails(1, "no operation 4711", "operations", "show", "4711");
    }

    @Test
    void decisions_are_taken_with_a_reason() {
        long failed = in(OperationState.FAILED);
        long held = in(OperationState.HELD);
        long done = in(OperationState.HELD);
        long unwanted = in(OperationState.RETRYING);

        fails(2, "--why", "operations", "retry", String.valueOf(failed));
        fails(1, "so it cannot be resumed", "operations", "resume", String.valueOf(failed), "--why", "to see");
        ok("operations", "retry", String.valueOf(failed), "--why", "the bank is back");
        ok("operations", "resume", String.valueOf(held), "--why", "it does no harm", "--by", "Ada");
        ok("operations", "complete", String.valueOf(done), "--why", "the ledger has it");
        ok("operations", "cancel", String.valueOf(unwanted), "--why", "not wanted any more");
        fails(1, "no operation 4711", "operations", "cancel", "4711", "--why", "to see");

        assertThat(operations.find(held).orElseThrow().decisions())
                .singleElement()
                .satisfies(decided -> assertThat(decided.by()).isEqualTo("Ada"))
                .extracting(Decided::why)
                .isEqualTo("it does no harm");
        assertThat(ok("operations", "count", "--all").out()).contains("succeeded", "cancelled", "pending");
    }

    @Test
    void what_is_over_is_purged() {
        operations.queue().end(claim("card.charge"), new Succeeded());
        in(OperationState.FAILED);

        assertThat(ok("operations", "purge", "--older-than", "PT1H").out()).startsWith("0 operations");
        assertThat(ok("operations", "purge", "--older-than", "PT0S").out()).startsWith("1 operation ");
        fails(2, "--older-than", "operations", "purge");
        fails(2, "PT5M", "operations", "purge", "--older-than", "1 week");
    }

    @Test
    void without_a_command_it_says_which_there_are() {
        Run run = Run.of("operations");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("count, list, show");
    }
}
