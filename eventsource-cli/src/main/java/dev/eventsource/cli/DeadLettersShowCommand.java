// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.Storage;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource dead-letters show}: all that is known of a letter, and where its event is. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show a dead letter with its error and stack trace, and where its event is.",
        footer = {"", "Say which by --position or --sequence; what is no longer open is shown too."})
final class DeadLettersShowCommand implements Callable<Integer> {

    private static final int MOST = 100;

    @ParentCommand
    private DeadLettersCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private LetterSelection selection;

    @Option(names = "--payload", description = "Show the event's payload too.")
    private boolean payload;

    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if (!selection.isNarrow()) {
            throw selection.usage("Which one? Give --position or --sequence");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            Storage storage = tenant.of(opened);
            AtomicBoolean found = new AtomicBoolean();
            boolean more = selection.each(storage, selection.filter(storage, false), MOST, letter -> {
                Optional<RecordedEvent> event = storage.events().find(letter.eventId());
                if (json) {
                    out.line(json(letter, event));
                } else {
                    print(letter, event, out);
                }
                found.set(true);
            });
            if (!found.get()) {
                throw new Failure("There is no such dead letter");
            }
            if (more) {
                parent.console().note("There are more; only the first " + MOST + " are shown.");
            }
        }
        return 0;
    }

    private String json(DeadLetter letter, Optional<RecordedEvent> event) {
        JsonObject object = DeadLettersListCommand.json(letter).put("stackTrace", letter.stackTrace());
        event.ifPresent(found -> {
            object.put("stream", found.stream().toString()).put("streamVersion", found.version());
            if (payload) {
                object.putJson("data", oneLine(found));
            }
        });
        return object.toString();
    }

    private void print(DeadLetter letter, Optional<RecordedEvent> event, LineOutput out) {
        out.line(letter.type() + " at position " + letter.position() + ", not handled by " + letter.subscription());
        out.line("  event       " + letter.eventId()
                + event.map(found -> ", " + found.stream() + " version " + found.version())
                        .orElse(", which is no longer in the log"));
        out.line("  sequence    " + letter.sequence() + ", partition " + letter.partition());
        out.line("  state       " + DeadLettersListCommand.word(letter)
                + (letter.decidedBy().isEmpty() ? "" : ", decided by " + letter.decidedBy()));
        out.line("  attempts    " + letter.attempts() + ", from " + letter.firstFailedAt() + " to "
                + letter.lastFailedAt());
        event.filter(found -> payload).ifPresent(found -> out.line("  payload     " + oneLine(found)));
        out.line("  error       " + letter.error().replaceAll("\\s*\\R\\s*", " "));
        letter.stackTrace().lines().forEach(line -> out.line("    " + line));
    }

    private static String oneLine(RecordedEvent event) {
        return event.event()
                .payload()
                .json()
                .replace('\n', ' ')
                .replace('\r', ' ')
                .strip();
    }
}
