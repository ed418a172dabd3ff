// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** As whom the server runs: PostgreSQL refuses to run as root, and as a number without a name. */
enum Account {
    OURS(""),

    /** Ourselves outside, nobody inside: the files stay ours. */
    NAMESPACE("unshare -U"),

    NOBODY("setpriv --reuid=65534 --regid=65534 --clear-groups"),

    /** Nobody to run it. */
    NONE("");

    private static final Account DETECTED = detect();

    private final String prefix;

    Account(String prefix) {
        this.prefix = prefix;
    }

    static Account detected() {
        return DETECTED;
    }

    List<String> command(List<String> command) {
        return Stream.concat(Stream.of(prefix.split(" ", -1)).filter(word -> !word.isEmpty()), command.stream())
                .toList();
    }

    /** Gives a folder with all that is in it to the account, if it is not ours. */
    void own(Path folder) {
        if (this != NOBODY) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    return visitFile(directory, attributes);
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.setAttribute(file, "unix:uid", 65534);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Account detect() {
        if (Command.of("sh", "-c", "test $(id -u) != 0 && id -un").succeeds()) {
            return OURS;
        }
        for (Account account : List.of(NAMESPACE, NOBODY)) {
            if (Command.of(account.command(List.of("true"))).succeeds()) {
                return account;
            }
        }
        return NONE;
    }
}
