// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventQuery;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Storage;
import dev.eventsource.store.Storages;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.RunState;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a person does with subscriptions from the command line, while an application runs them or not: on every store,
 * where the application has opened it by itself.
 */
@ParameterizedClass
@EnumSource(SubscriptionCommandsTest.Store.class)
class SubscriptionCommandsTest {

    enum Store {
        MEMORY,
        SQLITE,
        POSTGRESQL
    }

    private final String url;
    private final Storage storage;
    private final Running running;
    private final List<Long> handled = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    SubscriptionCommandsTest(Store store, @TempDir Path folder) {
        url = switch (store) {
            case MEMORY -> "shared:" + UUID.randomUUID();
            case SQLITE -> "jdbc:sqlite:" + folder.resolve("events.db");
            case POSTGRESQL -> OnPostgres.create().store();
        };
        Storages.migrate(url);
        storage = Storages.open(url);
        running = Running.on(storage);
    }

    @AfterEach
    void end() {
        running.close();
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
        assertThat(run.out()).isEmpty();
    }

    private void append(String... streams) {
        for (String stream : streams) {
            appendOne(stream, "Opened");
        }
    }

    private void appendOne(String stream, String type) {
        ok("append", stream, "--type", type, "--data", "{\"secret\":\"of " + stream + "\"}");
    }

    private Subscription outcomes(int version) {
        Handler<Delivered> handler = delivered -> {
            if (broken && delivered.recorded().stream().key().equals("1")) {
                throw new IllegalStateException("The amount is missing");
            }
            handled.add(delivered.recorded().position());
        };
        Subscription subscription = Subscription.of("outcomes", EventQuery.all(), Delivery.atLeastOnce(handler))
                .version(version);
        return subscription.with(subscription
                .options()
                .withRetry(
                        RetryPolicy.DEFAULT.withFirstDelay(Duration.ofMillis(1)).withMaxAttempts(2)));
    }

    private RunningSubscription start(int version) {
        RunningSubscription started = running.start(outcomes(version));
        await().until(() -> started.state() == RunState.LIVE);
        return started;
    }

    /** A letter for loan-1 at position 1, and one behind it at position 3. */
    private void twoLetters() {
        append("loan-1", "loan-2", "loan-1");
        broken = true;
        start(1);
        await().until(() ->
                storage.deadLetters().count(DeadLetterQueue.Filter.OPEN).letters() == 2);
    }

    @Test
    void subscriptions_are_listed_with_how_far_they_are_and_who_works_on_them() {
        assertThat(ok("subscriptions").out()).contains("no subscriptions");
        append("loan-1", "loan-2");
        storage.checkpoints().register(SubscriptionId.of("mails"), 4, "all events", Checkpoint.START);
        start(1);
        await().untilAsserted(() -> assertThat(ok("subscriptions", "--json").lines())
                .satisfiesExactly(
                        mails -> assertThat(mails.replaceFirst("[0-9.]+(?=,\"deadLetters)", "T"))
                                .isEqualTo("{\"name\":\"mails\",\"version\":1,\"active\":true,\"paused\":false,"
                                        + "\"partitions\":4,\"owners\":[],\"position\":0,\"lag\":2,"
                                        + "\"lagSeconds\":T,\"deadLetters\":0,\"query\":\"all events\"}"),
                        outcomes -> assertThat(outcomes)
                                .contains("\"name\":\"outcomes\"", "\"position\":2,\"lag\":0")
                                .doesNotContain("\"owners\":[]")));
        assertThat(ok("subscriptions").out()).contains("SUBSCRIPTION", "not running", "running");
    }

    @Test
    void what_does_not_run_is_behind_only_if_it_wants_something() {
        append("loan-1", "loan-2");
        storage.checkpoints().register(SubscriptionId.of("mails"), 1, "of type 'Closed'", Checkpoint.START);
        assertThat(ok("subscriptions", "--json").out()).contains("\"position\":0,\"lag\":0,\"lagSeconds\":0.0");
        assertThat(ok("health", "--json").out()).contains("\"position\":0,\"lag\":0,\"lagSeconds\":0.0");

        appendOne("loan-1", "Closed");
        await().untilAsserted(() -> assertThat(ok("subscriptions", "--json").out())
                .contains("\"position\":0,\"lag\":3,\"lagSeconds\":")
                .doesNotContain("\"lagSeconds\":0.0"));
        assertThat(ok("subscriptions").out()).containsPattern("AGE.*\n.* 3 .*[0-9]+ s");
        assertThat(ok("health", "--max-lag", "PT0S").out())
                .containsPattern("mails@1 is 3 positions and [0-9]+ s behind")
                .containsPattern("AGE.*\n.* 3 .*[0-9]+ s");
    }

    @Test
    void two_processes_that_share_a_subscription_are_both_shown_and_both_obey() {
        Subscription wide = outcomes(1).partitions(4);
        for (int i = 1; i <= 8; i++) {
            append("loan-" + i);
        }
        broken = true;
        RunningSubscription here = running.start(wide);
        try (Storage another = Storages.open(url);
                Running there = Running.on(another)) {
            RunningSubscription beside = there.start(wide);
            await().untilAsserted(() -> assertThat(ok("subscriptions", "--json").out())
                    .containsPattern("\"owners\":\\[\"[^\"]+\",\"[^\"]+\"\\],\"position\":8,\"lag\":0")
                    .contains("\"deadLetters\":1"));
            await().untilAsserted(() ->
                    assertThat(ok("health").out()).startsWith("degraded\n").contains("1 open dead letter", "4 of 4"));

            ok("subscriptions", "pause", "outcomes");
            await().until(() -> here.state() == RunState.PAUSED && beside.state() == RunState.PAUSED);
            ok("subscriptions", "resume", "outcomes");
            broken = false;
            ok("dead-letters", "retry", "--all", "--by", "Grace");
            await().untilAsserted(() ->
                    assertThat(ok("dead-letters", "list", "--json").out()).isEmpty());
            assertThat(handled).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        }
        await().untilAsserted(() ->
                assertThat(ok("subscriptions", "--json").out()).containsPattern("\"owners\":\\[\"[^\"]+\"\\]"));
    }

    @Test
    void a_subscription_is_paused_and_goes_on() {
        RunningSubscription started = start(1);

        assertThat(ok("subscriptions", "pause", "outcomes").out()).startsWith("outcomes@1 rests");
        await().until(() -> started.state() == RunState.PAUSED);
        append("loan-1");
        assertThat(ok("subscriptions").out()).contains("paused");
        assertThat(handled).isEmpty();

        assertThat(ok("subscriptions", "resume", "outcomes@1").out()).startsWith("outcomes@1 goes on");
        await().until(() -> handled.equals(List.of(1L)));
    }

    @Test
    void a_reset_is_refused_while_somebody_works_and_can_be_forced() {
        append("loan-1", "loan-2", "loan-3");
        start(1);
        fails(1, "stop that first, or use --force", "subscriptions", "reset", "outcomes", "--to", "1");

        assertThat(ok("subscriptions", "reset", "outcomes", "--to", "1", "--force")
                        .out())
                .isEqualTo("outcomes@1 goes on behind position 1\n");
        await().until(() -> handled.equals(List.of(1L, 2L, 3L, 2L, 3L)));
        running.close();

        assertThat(ok("subscriptions", "reset", "outcomes").out()).contains("behind position 0");
        assertThat(ok("subscriptions", "reset", "outcomes", "--to", "end").out())
                .contains("behind position 3");
        fails(1, "the log ends at 3", "subscriptions", "reset", "outcomes", "--to", "4");
        fails(2, "beginning, end or a position", "subscriptions", "reset", "outcomes", "--to", "soon");
    }

    @Test
    void what_does_not_exist_is_said_with_what_does() {
        fails(1, "no subscription outcomes; this store has none", "subscriptions", "pause", "outcomes");
        storage.checkpoints().register(SubscriptionId.of("mails"), 1, "all events", Checkpoint.START);
        fails(1, "no subscription mails@2; there is mails@1", "subscriptions", "resume", "mails@2");
        fails(2, "NAME or NAME@VERSION", "subscriptions", "pause", "mails@x");
        fails(2, "The name of a subscription", "subscriptions", "pause", "no name");
        fails(1, "no subscription mails", "subscriptions", "pause", "mails", "--tenant", "acme");
        fails(2, "tenant", "subscriptions", "--tenant", "a b");
        assertThat(Run.of("projection").err()).contains("rebuild, activate, replay, reset or drop?");
    }

    @Test
    void a_new_version_is_activated_when_it_has_caught_up_and_the_old_one_dropped() {
        append("loan-1");
        start(1);
        storage.checkpoints().register(new SubscriptionId("outcomes", 2), 1, "all events", Checkpoint.START);

        await().untilAsserted(() -> fails(1, "wait until it has caught up", "projection", "activate", "outcomes@2"));
        fails(2, "say which version", "projection", "activate", "outcomes");
        fails(1, "is the active version of its name", "projection", "drop", "outcomes@1");
        assertThat(ok("projection", "activate", "outcomes@2", "--force").out()).contains("outcomes@2 is the active");
        assertThat(ok("subscriptions", "pause", "outcomes").out()).startsWith("outcomes@2");
        fails(1, "is being worked on by", "projection", "drop", "outcomes@1");
        running.close();

        assertThat(ok("projection", "reset", "outcomes@1").out()).contains("behind position 0", "to clear");
        assertThat(ok("projection", "drop", "outcomes@1").out()).contains("outcomes@1 is forgotten");
        assertThat(storage.checkpoints().all()).hasSize(1);
    }

    @Test
    void dead_letters_are_listed_and_shown_without_payloads() {
        twoLetters();

        assertThat(ok("dead-letters", "list", "--json").lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains(
                                        "\"subscription\":\"outcomes@1\"",
                                        "\"position\":1",
                                        "\"sequence\":\"loan-1\",\"state\":\"failed\",\"attempts\":2",
                                        "The amount is missing"),
                        behind -> assertThat(behind).contains("\"position\":3", "\"attempts\":0"));
        Run limited = ok("dead-letters", "list", "--limit", "1");
        assertThat(limited.lines()).hasSize(2);
        assertThat(limited.err()).contains("There are more");
        assertThat(ok("dead-letters", "list", "--sequence", "loan-2", "--json").out())
                .isEmpty();

        Run shown = ok("dead-letters", "show", "--subscription", "outcomes", "--position", "1");
        assertThat(shown.out())
                .contains("Opened at position 1", "loan-1 version 1", "The amount is missing", "\tat dev.eventsource")
                .doesNotContain("secret");
        assertThat(ok("dead-letters", "show", "--position", "1", "--payload").out())
                .contains("of loan-1");
        assertThat(ok("dead-letters", "show", "--position", "1", "--json", "--payload")
                        .lines())
                .singleElement()
                .asString()
                .contains("\"stackTrace\":\"", "\"streamVersion\":1", "\"data\":{\"secret\"");
        assertThat(ok("dead-letters", "list", "--sequence", "loan-2").out())
                .isEqualTo("There are no such dead letters.\n");
        fails(2, "--position or --sequence", "dead-letters", "show");
        fails(1, "no such dead letter", "dead-letters", "show", "--position", "2");
        fails(2, "Positions are 0 or more", "dead-letters", "show", "--position", "-2");
        fails(2, "--limit is 1 or more", "dead-letters", "list", "--limit", "0");
        assertThat(Run.of("dead-letters").err()).contains("list, show, retry or discard?");
    }

    @Test
    void dead_letters_are_tried_again_when_the_handler_was_repaired() {
        twoLetters();
        fails(2, "or else --all", "dead-letters", "retry");
        fails(2, "or else --all", "dead-letters", "retry", "--all", "--position", "1");
        broken = false;

        assertThat(ok("dead-letters", "retry", "--position", "1", "--by", "Grace")
                        .out())
                .startsWith("1 dead letter will be tried again");
        await().until(() -> handled.equals(List.of(2L, 1L, 3L)));
        await().untilAsserted(() ->
                assertThat(ok("dead-letters", "list", "--json").out()).isEmpty());
        assertThat(ok("dead-letters", "list", "--closed", "--position", "1", "--json")
                        .out())
                .contains("\"state\":\"resolved\"", "\"decidedBy\":\"Grace\"");
        fails(1, "no such dead letter that is open", "dead-letters", "retry", "--position", "1");
        assertThat(ok("dead-letters", "retry", "--all").out()).startsWith("0 dead letters");
    }

    @Test
    void dead_letters_are_discarded_by_whoever_is_logged_in() {
        twoLetters();

        assertThat(ok("dead-letters", "discard", "--all", "--subscription", "outcomes@1")
                        .out())
                .isEqualTo("2 dead letters were discarded\n");
        assertThat(ok("dead-letters", "list", "--closed", "--json").out())
                .contains("\"decidedBy\":\"" + System.getProperty("user.name") + "\"");
        fails(2, "who decides", "dead-letters", "discard", "--all", "--by", "");
    }

    @Test
    void health_is_0_when_up_or_degraded_and_1_when_down() {
        append("loan-1");
        start(1);
        await().untilAsserted(() -> assertThat(ok("health").out()).startsWith("up\n"));
        assertThat(ok("health", "--json").out())
                .startsWith("{\"status\":\"up\",\"reasons\":[],\"components\":[{\"name\":\"storage\",\"status\":\"up\"")
                .contains("\"position\":1,\"lag\":0,\"lagSeconds\":0.0,\"deadLetters\":0");

        ok("subscriptions", "pause", "outcomes");
        assertThat(ok("health").out()).startsWith("degraded\n  outcomes@1 is paused\n");
        assertThat(ok("health", "--json").out()).contains("\"reasons\":[\"outcomes@1 is paused\"]");

        storage.checkpoints().register(SubscriptionId.of("mails"), 1, "all events", new Checkpoint(9, null));
        Run down = run("health");
        assertThat(down.code()).isEqualTo(1);
        assertThat(down.out()).startsWith("down\n").contains("mails@1 is at position 9, but the log ends at 1");
        fails(2, "--max-lag", "health", "--max-lag", "PT-1S");
        fails(2, "a duration is like PT30S, PT5M or PT2H, not '3'", "health", "--max-lag", "3");
        assertThat(Run.of("health", "--help").out().replaceAll("\\s+", " "))
                .contains("Exit code 0 if it is up or degraded, 1 if it is down");
    }

    @Test
    void the_health_of_a_store_out_of_reach_is_down_without_its_password() {
        Run run = Run.of("health", "--json", "--store", SharedMemory.OUT_OF_REACH);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith("{\"status\":\"down\",\"reasons\":[\"storage does not answer");
        assertThat(run.err()).contains("cannot be reached").hasLineCount(1);
        assertThat(run.out() + run.err()).doesNotContain("hunter2");
    }

    @Test
    void tail_begins_where_it_is_told() {
        append("loan-1", "loan-2", "loan-3");

        assertThat(ok("tail", "--from", "beginning", "--json").lines()).hasSize(3);
        assertThat(ok("tail", "--from", "3", "--json").lines()).hasSize(1);
        assertThat(ok("tail", "--from", "end", "--json").lines()).isEmpty();
        fails(2, "beginning, end or a position from 1, not '0'", "tail", "--from", "0");
        fails(2, "beginning, end or a position from 1, not 'soon'", "tail", "--from", "soon");
    }
}
