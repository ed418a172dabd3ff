// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import static dev.eventsource.event.ExpectedVersion.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.EventPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading while new names come up. */
@Timeout(100)
class PostgresReadsTest {

    @Test
    void the_first_event_of_a_category_is_not_skipped() {
        skips(EventQuery.all().inCategory("loan"));
    }

    @Test
    void the_first_event_of_a_stream_is_not_skipped() {
        skips(EventQuery.all().inStream(Loans.loan(1)));
    }

    @Test
    void the_first_event_of_a_category_of_a_tenant_is_not_skipped() {
        skips(EventQuery.all().inTenant(""));
    }

    private static void skips(EventQuery query) {
        PostgresStorage.Options options = Databases.newSchema();
        HookedDataSource hooked = new HookedDataSource(Databases.pool());
        AtomicBoolean once = new AtomicBoolean();
        try (PostgresStorage reader = new PostgresStorage(hooked, options);
                PostgresStorage writer = new PostgresStorage(Databases.pool(), options)) {
            writer.events().append(new StreamId("acme", "other", "1"), any(), List.of(Loans.submitted()));
            hooked.before = sql -> {
                if (sql.contains("through_bytes") && once.compareAndSet(false, true)) {
                    writer.events().append(Loans.loan(1), any(), List.of(Loans.submitted()));
                }
            };
            EventPage page = reader.events().readAll(query, 0, 100);
            List<Long> seen = new ArrayList<>();
            page.events().forEach(event -> seen.add(event.position()));
            reader.events().readAll(query, page.through(), 100).events().forEach(event -> seen.add(event.position()));
            assertThat(seen).as("through " + page.through()).containsExactly(2L);
        }
    }
}
