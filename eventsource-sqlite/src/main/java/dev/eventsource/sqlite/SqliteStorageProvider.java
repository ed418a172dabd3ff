// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens {@code jdbc:sqlite:FILE} with the default options. */
public final class SqliteStorageProvider implements StorageProvider {

    @Override
    public String scheme() {
        return "jdbc:sqlite:";
    }

    @Override
    public Storage open(String url) {
        String file = url.substring(scheme().length());
        if (file.isBlank() || file.startsWith(":") || file.startsWith("file:") || file.contains("?")) {
            throw new IllegalArgumentException("'" + url
                    + "' names no file; write jdbc:sqlite:FILE, without parameters (memory: is the storage in memory)");
        }
        try {
            return new SqliteStorage(Path.of(file));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + url + "' names no file: " + e.getMessage(), e);
        }
    }
}
