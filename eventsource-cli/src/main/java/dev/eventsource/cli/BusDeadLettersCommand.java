// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.Message;
import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code eventsource bus dead-letters}: what a group could not handle. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Look at what a group could not handle, hand it to the group again, or do without it.",
        subcommands = {
            BusDeadLettersCommand.ListAll.class,
            BusDeadLettersCommand.Replay.class,
            BusDeadLettersCommand.Discard.class
        })
final class BusDeadLettersCommand implements Runnable {

    @ParentCommand
    private BusCommand parent;

    @Spec
    private @Nullable CommandSpec spec;

    Console console() {
        return parent.console();
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "list, replay or discard?");
        }
    }

    /** One line for each. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List them, the oldest first.")
    static final class ListAll implements Callable<Integer> {

        @ParentCommand
        private BusDeadLettersCommand parent;

        @Mixin
        private BusTopic topic;

        @Parameters(paramLabel = "GROUP", description = "Whose.")
        private String group;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "100",
                description = "At most so many, 1 to 10,000 (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Option(names = "--json", description = "Print a JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<DeadMessage> letters =
                    topic.on(bus -> bus.deadLetters(topic.name(), group).list(limit));
            try (LineOutput out = new LineOutput(parent.console().out())) {
                if (json) {
                    letters.forEach(letter -> out.line(line(letter)));
                } else if (letters.isEmpty()) {
                    out.line("Group " + group + " of " + topic.name() + " has no dead letters.");
                } else {
                    table(letters).to(out);
                }
            }
            return 0;
        }

        private static Table table(List<DeadMessage> letters) {
            Table table = new Table("ID", "STREAM", "TYPE", "ATTEMPTS", "SINCE", "REASON");
            letters.forEach(letter -> table.row(
                    letter.id(),
                    letter.message().map(Message::key).orElse("-"),
                    letter.message().map(message -> message.event().type()).orElse("-"),
                    letter.attempts(),
                    letter.firstFailedAt(),
                    letter.reason()));
            return table;
        }

        private static String line(DeadMessage letter) {
            JsonObject line = new JsonObject()
                    .put("id", letter.id())
                    .put("attempts", letter.attempts())
                    .put("firstFailedAt", letter.firstFailedAt().toString())
                    .put("lastFailedAt", letter.lastFailedAt().toString())
                    .put("reason", letter.reason());
            letter.message()
                    .ifPresent(message -> line.put("stream", message.key())
                            .put("version", message.version())
                            .put("type", message.event().type()));
            return line.toString();
        }
    }

    /** Which letters a decision is about. */
    static final class Selection {

        private static final int AT_ONCE = 10_000;

        @Mixin
        private BusTopic topic;

        @Parameters(index = "0", paramLabel = "GROUP", description = "Whose.")
        private String group;

        @Parameters(index = "1..*", paramLabel = "ID", description = "Which ones.")
        private @Nullable List<String> ids;

        @Option(names = "--all", description = "All that are there now.")
        private boolean all;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        /** What is done with one; whether it was there. */
        interface Decision {
            boolean on(DeadMessages letters, String id);
        }

        int take(Decision decision) {
            if (all == (ids != null)) {
                throw new ParameterException(spec.commandLine(), "Which ones? Give their IDs, or else --all");
            }
            return topic.on(bus -> {
                DeadMessages letters = bus.deadLetters(topic.name(), group);
                List<String> chosen = ids != null
                        ? ids
                        : letters.list(AT_ONCE).stream().map(DeadMessage::id).toList();
                int taken = 0;
                for (String id : chosen) {
                    if (decision.on(letters, id)) {
                        taken++;
                    } else if (ids != null) {
                        throw new Failure("Group " + group + " has no dead letter " + id
                                + (taken == 0 ? "" : "; the " + taken + " before it are done"));
                    }
                }
                return taken;
            });
        }
    }

    /** To the group, and no other one. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Hand them to the group again, and to no other one; attempts are counted anew.")
    static final class Replay implements Callable<Integer> {

        @ParentCommand
        private BusDeadLettersCommand parent;

        @Mixin
        private Selection selection;

        @Override
        public Integer call() {
            int taken = selection.take(DeadMessages::replay);
            parent.console().note(LetterDecision.count(taken) + " will be handled again.");
            return 0;
        }
    }

    /** For good. */
    @Command(name = "discard", mixinStandardHelpOptions = true, description = "Forget them for good.")
    static final class Discard implements Callable<Integer> {

        @ParentCommand
        private BusDeadLettersCommand parent;

        @Mixin
        private Selection selection;

        @Override
        public Integer call() {
            int taken = selection.take(DeadMessages::discard);
            parent.console().note(LetterDecision.count(taken) + " discarded.");
            return 0;
        }
    }
}
