// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What can be written on a command line: one line an option and a parameter, below its command. */
final class CommandTree {

    private CommandTree() {}

    static List<String> lines(CommandSpec root) {
        List<String> lines = new ArrayList<>();
        collect(root, lines);
        return lines;
    }

    private static void collect(CommandSpec command, List<String> lines) {
        lines.add("");
        lines.add(command.qualifiedName());
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            lines.add("  " + parameter.paramLabel() + " [" + parameter.index() + "]" + details(parameter));
        }
        command.options().stream()
                .map(option -> "  " + names(option) + details(option))
                .sorted()
                .forEach(lines::add);
        Map<String, CommandSpec> children = new TreeMap<>();
        command.subcommands().values().forEach(child -> children.put(child.getCommandName(), child.getCommandSpec()));
        children.values().forEach(child -> collect(child, lines));
    }

    private static String names(OptionSpec option) {
        return Arrays.stream(option.names()).sorted().collect(joining(", "))
                + (option.arity().max() == 0 ? "" : " " + option.paramLabel());
    }

    private static String details(ArgSpec argument) {
        String fallback = argument.defaultValue() == null ? "" : " = " + argument.defaultValue();
        return (argument.required() ? " required" : "") + (argument.arity().max() > 1 ? " repeated" : "") + fallback;
    }
}
