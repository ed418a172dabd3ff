// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.sqlite;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.store.AppendResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Appends to a file from several threads, one to five events to each of two streams at a time, and prints a line for
 * every append that was acknowledged: the positions, then the ids.
 *
 * <p>Arguments: file, threads, appends a thread.
 */
final class WriterProcess {

    private WriterProcess() {}

    public static void main(String[] arguments) throws Exception {
        int appends = Integer.parseInt(arguments[2]);
        try (SqliteStorage storage = new SqliteStorage(Path.of(arguments[0]))) {
            List<Thread> threads = IntStream.range(0, Integer.parseInt(arguments[1]))
                    .mapToObj(i -> new Thread(() -> write(storage, appends)))
                    .toList();
            System.out.println("ready");
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.println("done");
    }

    private static void write(SqliteStorage storage, int appends) {
        Random random = new Random();
        for (int i = 0; i < appends; i++) {
            UUID appendId = UUID.randomUUID();
            int left = 1 + random.nextInt(5);
            int right = 1 + random.nextInt(5);
            int loan = random.nextInt(20);
            Append append = Append.to(Loans.loan(loan), ExpectedVersion.any(), events(appendId, left, left + right))
                    .and(Loans.loan("twin-" + loan), ExpectedVersion.any(), events(appendId, right, left + right));
            AppendResult result = storage.events().append(append);
            System.out.println(result.firstPosition() + " " + result.lastPosition() + " " + appendId);
        }
    }

    /** Every event says to which append it belongs and how many events that has. */
    private static List<EventData> events(UUID appendId, int count, int ofAppend) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventData.of(
                                UUID.randomUUID(), "Changed", Instant.now(), Payload.of("{\"of\":" + ofAppend + "}"))
                        .withTags(appendId.toString()))
                .toList();
    }
}
