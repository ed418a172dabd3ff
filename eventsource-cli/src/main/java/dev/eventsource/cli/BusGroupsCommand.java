// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import java.time.Instant;
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

/** {@code eventsource bus groups}: who gets what is published. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        description = "List, create and delete the groups of a topic.",
        subcommands = {BusGroupsCommand.ListAll.class, BusGroupsCommand.Create.class, BusGroupsCommand.Delete.class})
final class BusGroupsCommand implements Runnable {

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
            throw new ParameterException(spec.commandLine(), "list, create or delete?");
        }
    }

    /** What waits for whom. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the groups, and what waits for them.")
    static final class ListAll implements Callable<Integer> {

        @ParentCommand
        private BusGroupsCommand parent;

        @Mixin
        private BusTopic topic;

        @Option(names = "--json", description = "Print a JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            List<GroupState> groups = topic.on(bus -> bus.groups(topic.name()));
            try (LineOutput out = new LineOutput(parent.console().out())) {
                if (json) {
                    groups.forEach(group -> out.line(line(group)));
                } else if (groups.isEmpty()) {
                    out.line("The topic " + topic.name() + " has no groups.");
                } else {
                    table(groups).to(out);
                }
            }
            return 0;
        }

        private static Table table(List<GroupState> groups) {
            Table table = new Table("GROUP", "MEMBERS", "BACKLOG", "OLDEST SINCE", "DEAD LETTERS");
            groups.forEach(group -> table.row(
                    group.name(),
                    group.members(),
                    group.backlog(),
                    group.waitingSince().map(Instant::toString).orElse("-"),
                    group.deadLetters()));
            return table;
        }

        private static String line(GroupState group) {
            JsonObject line = new JsonObject()
                    .put("name", group.name())
                    .put("members", group.members())
                    .put("backlog", group.backlog())
                    .put("deadLetters", group.deadLetters());
            group.waitingSince().ifPresent(since -> line.put("waitingSince", since.toString()));
            return line.toString();
        }
    }

    /** From then on nothing is missed. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Create a group, and the topic if need be, so that messages wait for it.")
    static final class Create implements Callable<Integer> {

        @ParentCommand
        private BusGroupsCommand parent;

        @Mixin
        private BusTopic topic;

        @Parameters(paramLabel = "GROUP", description = "Its name.")
        private String group;

        @Option(names = "--from-beginning", description = "Begin with the oldest message that the bus still has.")
        private boolean fromBeginning;

        @Override
        public Integer call() {
            topic.on(bus -> {
                Group wanted = Group.named(group);
                bus.create(topic.name(), fromBeginning ? wanted.fromBeginning() : wanted);
                return true;
            });
            parent.console().note("Group " + group + " of " + topic.name() + " is there.");
            return 0;
        }
    }

    /** With all that waits for it. */
    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Delete a group without members, with all that waits for it and its dead letters.")
    static final class Delete implements Callable<Integer> {

        @ParentCommand
        private BusGroupsCommand parent;

        @Mixin
        private BusTopic topic;

        @Parameters(paramLabel = "GROUP", description = "Its name.")
        private String group;

        @Override
        public Integer call() {
            if (!topic.on(bus -> bus.delete(topic.name(), group))) {
                throw new Failure("There is no group " + group + " of " + topic.name());
            }
            parent.console().note("Group " + group + " of " + topic.name() + " is deleted.");
            return 0;
        }
    }
}
