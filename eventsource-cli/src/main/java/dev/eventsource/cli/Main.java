package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;

/** Where the process begins. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        int code = EventSourceCommand.run(Console.ofProcess(), args);
        System.exit(code);
    }
}
