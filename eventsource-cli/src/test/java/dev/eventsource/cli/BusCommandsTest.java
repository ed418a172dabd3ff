// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.EventBuses;
import dev.eventsource.bus.Group;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bus is filled, looked at and repaired from the command line. */
class BusCommandsTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String prefix = "cli" + UUID.randomUUID().toString().substring(0, 8);
    private final String store = "shared:bus" + NUMBER.incrementAndGet();

    static List<String> buses() {
        return BusUrls.all();
    }

    private static Run run(String bus, String prefix, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--bus", bus, "--prefix", prefix, "--topic", "loans"));
        return Run.of(all.toArray(String[]::new));
    }

    private Run on(String bus, String... args) {
        return run(bus, prefix, args);
    }

    private Run done(String bus, String... args) {
        Run run = on(bus, args);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void append(int count) {
        Storage storage = SharedMemory.of(store);
        for (int i = 0; i < count; i++) {
            storage.events().append(StreamId.of("loan", "1"), ExpectedVersion.any(), List.of(event()));
            storage.events().append(StreamId.of("customer", "ada"), ExpectedVersion.any(), List.of(event()));
        }
    }

    private static EventData event() {
        return EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of("{\"amount\":1}"));
    }

    @ParameterizedTest
    @MethodSource("buses")
    void what_is_relayed_waits_for_its_groups(String bus) {
        append(3);
        done(bus, "bus", "groups", "create", "billing");

        Run relayed = done(bus, "relay", "--store", store, "--category", "loan", "--once");

        assertThat(relayed.err()).contains("Relayed 3 events, up to position 6");
        assertThat(done(bus, "bus", "groups", "list").lines().get(1)).matches("billing +0 +3 .* 0");
        assertThat(done(bus, "bus", "groups", "list", "--json").out())
                .contains("\"name\":\"billing\"", "\"backlog\":3", "\"members\":0", "\"deadLetters\":0");
        assertThat(done(bus, "bus", "groups", "delete", "billing").err()).contains("deleted");
        assertThat(done(bus, "bus", "groups", "list").out()).contains("has no groups");
        Run again = on(bus, "bus", "groups", "delete", "billing");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("There is no group billing");
    }

    @ParameterizedTest
    @MethodSource("buses")
    void what_is_published_is_shown_while_it_comes(String bus) throws Exception {
        CompletableFuture<Run> tail = CompletableFuture.supplyAsync(
                () -> on(bus, "bus", "tail", "--limit", "2", "--category", "loan", "--json"));
        await().until(() -> done(bus, "bus", "groups", "list", "--json").out().contains("\"members\":1"));
        append(2);

        done(bus, "relay", "--store", store, "--once");

        Run shown = tail.get();
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.lines()).hasSize(2);
        assertThat(shown.lines().get(0)).contains("\"stream\":\"loan-1\"", "\"position\":1", "\"data\":{\"amount\":1}");
        assertThat(done(bus, "bus", "groups", "list").out())
                .as("it leaves nothing")
                .contains("has no groups");
    }

    @ParameterizedTest
    @MethodSource("buses")
    void what_a_group_could_not_handle_is_handed_to_it_again(String bus) {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger handled = new AtomicInteger();
        BusOptions options = BusOptions.DEFAULT.withPrefix(prefix).withRetry(RetryPolicy.NONE);
        try (EventBus billing = EventBuses.open(bus, options)) {
            billing.subscribe("loans", Group.named("billing"), message -> {
                if (broken.get()) {
                    throw new IllegalStateException("no such customer");
                }
                handled.incrementAndGet();
            });
            append(2);
            done(bus, "relay", "--store", store, "--category", "loan", "--once");
            await().until(() -> billing.deadLetters("loans", "billing").list(10).size() == 2);

            List<String> table =
                    done(bus, "bus", "dead-letters", "list", "billing").lines();
            assertThat(table).hasSize(3);
            assertThat(table.get(1)).contains("loan-1", "LoanSubmitted", "no such customer");
            String id = table.get(1).split(" ", 2)[0];
            assertThat(done(bus, "bus", "dead-letters", "list", "billing", "--json")
                            .lines()
                            .get(0))
                    .contains("\"id\":\"" + id + "\"", "\"attempts\":1", "\"stream\":\"loan-1\"");
            broken.set(false);

            assertThat(done(bus, "bus", "dead-letters", "replay", "billing", id).err())
                    .contains("1 dead letter will");
            await().until(() -> handled.get() == 1);
            assertThat(done(bus, "bus", "dead-letters", "discard", "billing", "--all")
                            .err())
                    .contains("1 dead letter discarded");
            assertThat(done(bus, "bus", "dead-letters", "list", "billing").out())
                    .contains("no dead letters");
            Run unknown = on(bus, "bus", "dead-letters", "replay", "billing", id);
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.err()).contains("has no dead letter " + id);
            assertThat(handled).hasValue(1);
        }
    }

    @ParameterizedTest
    @MethodSource("buses")
    void health_says_how_the_bus_is(String bus) {
        append(1);
        Run health = Run.of("health", "--store", store, "--bus", bus);
        assertThat(health.code()).isZero();
        assertThat(health.out()).contains("up", "bus answers");
    }

    @Test
    void mistakes_get_a_sentence() {
        assertThat(Run.of("bus", "groups", "list", "--bus", "nats://me:hunter2@host")
                        .err())
                .contains("No bus knows this URL", "nats://me:***@host")
                .doesNotContain("hunter2");
        assertThat(Run.of("bus", "groups", "list").err()).contains("--bus");
        assertThat(Run.of("bus").err()).contains("tail, groups or dead-letters?");
        assertThat(Run.of("bus", "groups").err()).contains("list, create or delete?");
        Run name = on("memory:x", "bus", "groups", "create", "no good");
        assertThat(name.code()).isEqualTo(2);
        assertThat(name.err()).contains("A group is named by 1 to 80");
        Run letters = on("memory:x", "bus", "dead-letters", "replay", "billing");
        assertThat(letters.code()).isEqualTo(2);
        assertThat(letters.err()).contains("--all");
    }
}
