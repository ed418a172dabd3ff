// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.OutputClosedException;
import dev.eventsource.event.EventSourceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence and an exit code: 2 for wrong usage, 1 for everything else. */
final class Errors {

    private final Console console;

    Errors(Console console) {
        this.console = console;
    }

    int ofUsage(ParameterException e, String[] args) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        console.note("eventsource: "
                + oneLine(isUnknownCommand(e, args) ? "there is no command " + args[0] : e.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr())) {
            console.note("Try '" + name + " --help'.");
        }
        return 2;
    }

    private static boolean isUnknownCommand(ParameterException e, String[] args) {
        return e instanceof UnmatchedArgumentException
                && e.getCommandLine().getParent() == null
                && args.length > 0
                && !args[0].startsWith("-");
    }

    int ofExecution(Exception e, CommandLine line, ParseResult parsed) {
        if (e instanceof ParameterException usage) {
            return ofUsage(usage, new String[0]);
        }
        if (e instanceof OutputClosedException) {
            return 0;
        }
        if (e instanceof Failure || e instanceof EventSourceException) {
            console.note("eventsource: " + oneLine(e.getMessage()));
        } else if (e instanceof IOException) {
            console.note("eventsource: input or output failed: " + oneLine(e.toString()));
        } else {
            console.note("eventsource: unexpected " + e.getClass().getSimpleName() + ": " + oneLine(e.getMessage())
                    + ". This is a bug; EVENTSOURCE_DEBUG=1 shows where.");
        }
        String debug = System.getenv("EVENTSOURCE_DEBUG");
        if (debug != null && !debug.isEmpty() && !debug.equals("0")) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(console::note);
        }
        return 1;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
    }
}
