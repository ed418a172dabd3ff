// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that take time to fill, kept for the next run and for the JVMs beside this one. */
record Cache(Path root) {

    /** Fills an empty folder. */
    interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** Below the home of the user; where the server runs as nobody, who cannot look in there, below /tmp. */
    static Cache forServersOf(Account account) {
        Path home = Path.of(System.getProperty("user.home"));
        Path root = account != Account.NOBODY && home.isAbsolute() && Files.isWritable(home)
                ? home.resolve(".cache/eventsource-test-servers")
                : Path.of("/tmp/eventsource-test-servers-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(root);
            Path ours = Files.createTempFile("owner", null);
            boolean isOurs = Files.getOwner(root).equals(Files.getOwner(ours));
            Files.delete(ours);
            if (!isOurs) {
                throw new IllegalStateException(root + " belongs to somebody else");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cache(root);
    }

    /** The folder of this name, which nobody ever sees half filled. */
    Path folder(String name, Filling filling) {
        Path folder = root.resolve(name);
        if (Files.exists(folder)) {
            return folder;
        }
        try {
            Path fresh = Files.createTempDirectory(root, "new-" + name);
            try {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                filling.fill(fresh);
                publish(fresh, folder);
            } finally {
                Command.of("rm", "-rf", fresh.toString()).run();
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot fill " + folder, e);
        }
    }

    private static void publish(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(folder)) {
                throw e;
            }
            // Another JVM was faster.
        }
    }
}
