// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where the process begins. */
public final class Main {

    /** The driver warns by itself of what is said as an error, and repeats the URL. Held, or it would be forgotten. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private Main() {}

    public static void main(String[] args) {
        DRIVER.setLevel(Level.OFF);
        int code = EventSourceCommand.run(Console.ofProcess(), args);
        System.exit(code);
    }
}
