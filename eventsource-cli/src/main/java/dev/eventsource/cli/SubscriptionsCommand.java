// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.subscription.Lag;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource subscriptions}: how far each has come, and who works on it. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "subscriptions",
        mixinStandardHelpOptions = true,
        description = "List the subscriptions: how far they have come, who works on them, what they could not handle.",
        footer = {
            "",
            "LAG counts positions to the end of the log if there are events that the subscription wants, AGE is that of the "
                    + "first of them. Without a version, a name means its active version. Options like --store stand "
                    + "behind the whole command."
        },
        subcommands = {SubscriptionPauseCommand.class, SubscriptionResumeCommand.class, SubscriptionResetCommand.class})
final class SubscriptionsCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    Console console() {
        return parent.console();
    }

    @Override
    public Integer call() {
        try (Storage storage = store.openExisting();
                LineOutput out = new LineOutput(console().out())) {
            show(tenant.of(storage), out);
        }
        return 0;
    }

    private void show(Storage storage, LineOutput out) {
        List<SubscriptionState> all = storage.checkpoints().all();
        if (all.isEmpty() && !json) {
            out.line("This store has no subscriptions.");
            return;
        }
        Table table = new Table(
                "SUBSCRIPTION",
                "VERSION",
                "ACTIVE",
                "STATE",
                "POSITION",
                "LAG",
                "AGE",
                "DEAD LETTERS",
                "PARTITIONS",
                "OWNERS");
        for (SubscriptionState state : all) {
            Lag lag = Lag.of(state, storage.events(), Instant.now());
            long letters =
                    storage.deadLetters().count(Filter.OPEN.of(state.id())).letters();
            TreeSet<String> owners =
                    new TreeSet<>(storage.leases().division(state.id()).owners().values());
            if (json) {
                out.line(json(state, lag, letters, owners));
            } else {
                table.row(
                        state.id().name(),
                        state.id().version(),
                        state.active() ? "yes" : "no",
                        state.paused() ? "paused" : owners.isEmpty() ? "not running" : "running",
                        state.position(),
                        lag.events(),
                        lag.events() == 0 ? "-" : lag.ageInWords(),
                        letters,
                        state.partitions().size(),
                        owners.isEmpty() ? "-" : String.join(", ", owners));
            }
        }
        if (!json) {
            table.to(out);
        }
    }

    private static String json(SubscriptionState state, Lag lag, long letters, Set<String> owners) {
        return new JsonObject()
                .put("name", state.id().name())
                .put("version", state.id().version())
                .put("active", state.active())
                .put("paused", state.paused())
                .put("partitions", state.partitions().size())
                .putJson("owners", owners.stream().map(JsonObject::quote).collect(Collectors.joining(",", "[", "]")))
                .put("position", state.position())
                .put("lag", lag.events())
                .put("lagSeconds", lag.age().toMillis() / 1000.0)
                .put("deadLetters", letters)
                .put("query", state.query())
                .toString();
    }
}
