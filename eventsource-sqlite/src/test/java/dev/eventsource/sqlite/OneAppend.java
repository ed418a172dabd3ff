// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.StorageException;
import java.nio.file.Path;
import java.util.List;

/** Opens the file, appends once, and prints what went wrong. */
final class OneAppend {

    private OneAppend() {}

    public static void main(String[] arguments) {
        try (SqliteStorage storage = new SqliteStorage(Path.of(arguments[0]))) {
            storage.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(Loans.submitted()));
            System.out.println("appended");
        } catch (StorageException e) {
            System.out.println(e.getMessage());
        }
    }
}
