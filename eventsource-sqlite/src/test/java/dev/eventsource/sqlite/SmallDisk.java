// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.store.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Fills a disk of two megabytes: a tmpfs in a mount namespace of the process's own, so that nothing is left of it. Needs
 * Linux with user namespaces.
 */
final class SmallDisk {

    private SmallDisk() {}

    static List<String> run(Path mountPoint) throws Exception {
        Files.createDirectory(mountPoint);
        List<String> prefix = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=2m small " + mountPoint + " && exec \"$@\"",
                "sh");
        try (ChildProcess process = ChildProcess.run(prefix, SmallDisk.class, mountPoint)) {
            return process.outputToTheEnd();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path disk = Path.of(arguments[0]);
        Path ballast = Files.write(disk.resolve("ballast"), new byte[1_000_000]);
        try (SqliteStorage storage = new SqliteStorage(disk.resolve("log.db"))) {
            long acknowledged = fill(storage);
            List<RecordedEvent> log = Loans.log(storage.events());
            System.out.println(
                    log.size() == acknowledged ? "consistent" : "inconsistent: " + log.size() + " of " + acknowledged);
            Files.delete(ballast);
            storage.events().append(Loans.loan(1), ExpectedVersion.exactly(acknowledged), List.of(large()));
            System.out.println("appended again");
        }
    }

    private static long fill(SqliteStorage storage) {
        long acknowledged = 0;
        while (true) {
            try {
                storage.events().append(Loans.loan(1), ExpectedVersion.any(), List.of(large(), large()));
                acknowledged += 2;
            } catch (StorageException e) {
                System.out.println(e.getMessage());
                return acknowledged;
            }
        }
    }

    private static EventData large() {
        return EventData.of(UUID.randomUUID(), "Submitted", Instant.now(), Payload.of("\"" + "x".repeat(5000) + "\""));
    }
}
