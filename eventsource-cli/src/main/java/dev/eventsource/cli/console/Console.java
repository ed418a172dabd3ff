// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param in what is piped in
 * @param out results only, so that another program can read them
 * @param err everything else
 * @param terminal whether {@code err} is a screen, where a progress bar makes sense
 */
public record Console(InputStream in, OutputStream out, PrintStream err, boolean terminal) {

    /** Set by the launcher, which can ask the operating system what Java cannot. */
    public static final String TERMINAL_PROPERTY = "eventsource.terminal";

    /** The console of this process. {@code out} is the bare descriptor, because a PrintStream hides that a pipe was closed. */
    public static Console ofProcess() {
        return new Console(
                new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    /** Says something to the person, not to the program that reads the output; passwords stay out of it. */
    public void note(String text) {
        err.println(Secrets.inText(text));
    }
}
