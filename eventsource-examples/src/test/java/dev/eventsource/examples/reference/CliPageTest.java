// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.cli.EventSourceCommand;
import dev.eventsource.cli.console.Console;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/reference/cli.md describes every command and option of the command line, in its own words. */
class CliPageTest {

    private static final Set<String> EVERYWHERE = Set.of("--help", "--version", "--store", "--bus");

    @Test
    void the_page_describes_all_commands_and_options() throws Exception {
        CommandLine line = new CommandLine(command());
        List<String> footer = List.of(line.getCommandSpec().usageMessage().footer());
        StringBuilder page =
                new StringBuilder("""
                # The command line

                <!-- Made from the commands themselves by `make reference`; changes by hand are lost. -->

                `./eventsource` in a clone, or `java -jar eventsource-cli.jar` with its `lib` folder. %s

                Every command has `--help`. Those that work on a store read `EVENTSOURCE_STORE` or take `--store URL`:
                `jdbc:sqlite:FILE`, `jdbc:postgresql://HOST:PORT/DATABASE?user=NAME`, `memory:`. Those that work on a bus read
                `EVENTSOURCE_BUS` or take `--bus URL`: `redis://HOST:PORT`, `amqp://USER:PASSWORD@HOST/VHOST`,
                `kafka://BROKER1:9092,BROKER2:9092`.
                """.formatted(String.join(" ", footer).strip()));
        line.getSubcommands().values().stream().distinct().forEach(sub -> describe(sub, page));

        assertThat(page.toString()).contains("## eventsource import", "## eventsource dead-letters retry");
        GeneratedPage.reference("cli.md").is(page.toString());
    }

    private static EventSourceCommand command() throws ReflectiveOperationException {
        Constructor<EventSourceCommand> constructor = EventSourceCommand.class.getDeclaredConstructor(Console.class);
        constructor.setAccessible(true);
        return constructor.newInstance(Console.ofProcess());
    }

    private static void describe(CommandLine command, StringBuilder page) {
        if (command.getCommandName().equals("help")) {
            return;
        }
        page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n");
        page.append(text(command.getCommandSpec().usageMessage().description())).append('\n');
        List<String> rows = Stream.concat(
                        command.getCommandSpec().positionalParameters().stream()
                                .filter(parameter -> !parameter.hidden())
                                .map(parameter -> row(parameter.paramLabel(), parameter)),
                        command.getCommandSpec().options().stream()
                                .filter(option -> !option.hidden() && !EVERYWHERE.contains(option.longestName()))
                                .map(option -> row(names(option), option)))
                .toList();
        if (!rows.isEmpty()) {
            page.append("\n| | |\n|---|---|\n");
            rows.forEach(page::append);
        }
        for (String paragraph : command.getCommandSpec().usageMessage().footer()) {
            if (!paragraph.isBlank()) {
                page.append('\n').append(text(paragraph)).append('\n');
            }
        }
        command.getSubcommands().values().stream().distinct().forEach(sub -> describe(sub, page));
    }

    private static String names(OptionSpec option) {
        String names = Stream.of(option.names()).collect(Collectors.joining(", "));
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    private static String row(String name, ArgSpec argument) {
        String about =
                text(argument.description()).replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
        return "| `" + name + "` | " + (argument.required() ? "(required) " : "") + about + " |\n";
    }

    /** What would be taken for HTML or the end of a cell is quoted. */
    private static String text(String... lines) {
        return String.join(" ", lines)
                .strip()
                .replace("%n", " ")
                .replace("%%", "%")
                .replace("|", "\\|")
                .replace("<", "&lt;");
    }
}
