// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code eventsource} command: what all its subcommands have in common. */
@Command(
        name = "eventsource",
        mixinStandardHelpOptions = true,
        versionProvider = EventSourceCommand.Version.class,
        description = "Event sourcing on the database you already have: look into an event store and fill it.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage. Results go to standard output, everything else to standard error. "
                    + "EVENTSOURCE_STORE can name the store, EVENTSOURCE_BUS the bus, EVENTSOURCE_JAVA_OPTS adds options of the JVM, like -Xmx1g, "
                    + "EVENTSOURCE_DEBUG=1 shows where an unexpected error came from."
        },
        subcommands = {
            DemoCommand.class,
            MigrateCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            AppendCommand.class,
            StreamsCommand.class,
            ReadCommand.class,
            TailCommand.class,
            StatsCommand.class,
            VerifyCommand.class,
            HealthCommand.class,
            SubscriptionsCommand.class,
            ProjectionCommand.class,
            DeadLettersCommand.class,
            OperationsCommand.class,
            ForgetCommand.class,
            RelayCommand.class,
            BusCommand.class,
            CommandLine.HelpCommand.class
        })
public final class EventSourceCommand implements Runnable {

    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    EventSourceCommand(Console console) {
        this.console = console;
    }

    /** Runs one command and returns its exit code. */
    public static int run(Console console, String... args) {
        return run(new CommandLine(new EventSourceCommand(console)), console, args);
    }

    /** Runs one of these commands, with errors in sentences. */
    static int run(CommandLine command, Console console, String... args) {
        CommandLine line = command.setOut(
                        new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(new OutputStreamWriter(console.err(), StandardCharsets.UTF_8), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(int.class, EventSourceCommand::integer)
                .registerConverter(Integer.class, EventSourceCommand::integer)
                .registerConverter(long.class, text -> whole(text, Long.MAX_VALUE))
                .registerConverter(Long.class, text -> whole(text, Long.MAX_VALUE))
                .setParameterExceptionHandler(new Errors(console)::ofUsage)
                .setExecutionExceptionHandler(new Errors(console)::ofExecution);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            console.note("eventsource: out of memory; give more, like EVENTSOURCE_JAVA_OPTS=-Xmx1g");
            return 1;
        }
    }

    private static int integer(String text) {
        return (int) whole(text, Integer.MAX_VALUE);
    }

    private static long whole(String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= -max && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as is a number that is too large.
        }
        throw new TypeConversionException("'" + text + "' is not a whole number up to " + max);
    }

    Console console() {
        return console;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Which command?");
        }
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = EventSourceCommand.class.getPackage().getImplementationVersion();
            return new String[] {"eventsource " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
