// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Delivered;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.testing.EventBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/how-to/several-processes.md, with two storages on one file for two processes. */
class ProcessesTest {

    @TempDir
    Path folder;

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private Running start(Storage storage, String process) {
        // DOC start begin
        Running running = Running.on(storage, Running.Options.DEFAULT.withProcess(process));
        running.start(Subscription.of("mails", EventQuery.all(), Delivery.atLeastOnce(this::mail))
                .partitions(8));
        // DOC start end
        return running;
    }

    private void mail(Delivered delivered) {
        handled.add(delivered.recorded().stream().key());
    }

    private void append(Storage storage, int from, int to) {
        for (int loan = from; loan < to; loan++) {
            storage.events()
                    .append(
                            StreamId.of("loan", String.valueOf(loan)),
                            ExpectedVersion.any(),
                            List.of(EventBuilder.of("LoanSubmitted", "{}").data()));
        }
    }

    @Test
    void processes_share_the_partitions_and_take_over_what_one_gives_back() {
        Path file = folder.resolve("bank.db");
        try (Storage here = new SqliteStorage(file);
                Storage there = new SqliteStorage(file);
                Running first = start(here, "bank-0");
                Running second = start(there, "bank-1")) {
            append(here, 0, 20);
            await().until(() -> handled.size() >= 20);
            first.stop(Duration.ofSeconds(10));
            append(there, 20, 40);
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() >= 40);
            assertThat(handled).doesNotHaveDuplicates().hasSize(40);
            assertThat(second.health().reasons()).isEmpty();
        }
    }

    @Test
    void the_page_shows_this_code() throws Exception {
        Page.howTo("several-processes.md").hasTheCodeOf("ProcessesTest.java");
    }
}
