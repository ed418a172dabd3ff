// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A temporary folder for the files of one run of the program. */
record Folder(Path path, AtomicInteger counter) implements AutoCloseable {

    static Folder create() throws IOException {
        return new Folder(Files.createTempDirectory("eventsource-benchmarks"), new AtomicInteger());
    }

    /** A new file; those of earlier runs are removed, since they are not read again. */
    Path newFile() {
        clear();
        return path.resolve("log-" + counter.incrementAndGet() + ".db");
    }

    @Override
    public void close() {
        clear();
        path.toFile().delete();
    }

    private void clear() {
        try (Stream<Path> found = Files.walk(path)) {
            List<Path> files = found.filter(file -> !file.equals(path))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
