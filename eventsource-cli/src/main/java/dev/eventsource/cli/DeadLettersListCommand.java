// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Storage;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource dead-letters list}: one line for each. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List dead letters that are open, by subscription and position.")
final class DeadLettersListCommand implements Callable<Integer> {

    @ParentCommand
    private DeadLettersCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private LetterSelection selection;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--closed", description = "Also those that were resolved, discarded or skipped.")
    private boolean closed;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw selection.usage("--limit is 1 or more");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            Table table =
                    new Table("SUBSCRIPTION", "POSITION", "STATE", "ATTEMPTS", "SINCE", "SEQUENCE", "TYPE", "ERROR");
            AtomicBoolean found = new AtomicBoolean();
            boolean more = selection.each(storage, selection.filter(storage, !closed), limit, letter -> {
                found.set(true);
                if (json) {
                    out.line(json(letter).toString());
                } else {
                    table.row(
                            letter.subscription(),
                            letter.position(),
                            word(letter),
                            letter.attempts(),
                            letter.firstFailedAt(),
                            letter.sequence(),
                            letter.type(),
                            letter.error().lines().findFirst().orElse(""));
                }
            });
            if (!json && found.get()) {
                table.to(out);
            } else if (!json) {
                out.line("There are no such dead letters.");
            }
            if (more) {
                parent.console().note("There are more; --limit shows them.");
            }
        }
        return 0;
    }

    static String word(DeadLetter letter) {
        return letter.state().name().toLowerCase(Locale.ROOT);
    }

    /** What is known of a letter, but for its stack trace. */
    static JsonObject json(DeadLetter letter) {
        return new JsonObject()
                .put("subscription", letter.subscription().toString())
                .put("partition", letter.partition())
                .put("position", letter.position())
                .put("eventId", letter.eventId().toString())
                .put("type", letter.type())
                .put("sequence", letter.sequence())
                .put("state", word(letter))
                .put("attempts", letter.attempts())
                .put("firstFailedAt", letter.firstFailedAt().toString())
                .put("lastFailedAt", letter.lastFailedAt().toString())
                .put("decidedBy", letter.decidedBy())
                .put("error", letter.error());
    }
}
