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

    /** Without hooks: a reader that tails while the first event of a new category is appended. */
    @Test
    void a_busy_reader_of_a_tenant_skips_nothing() throws Exception {
        PostgresStorage.Options options = Databases.newSchema();
        int rounds = 300;
        try (PostgresStorage storage = new PostgresStorage(Databases.pool(), options);
                PostgresStorage other = new PostgresStorage(Databases.pool(), options)) {
            Thread writer = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    other.events().append(new StreamId("acme", "c" + i, "1"), any(), List.of(Loans.submitted()));
                }
            });
            writer.start();
            EventQuery query = EventQuery.all().inTenant("acme");
            int seen = 0;
            long after = 0;
            while (after < rounds) {
                EventPage page = storage.events().readAll(query, after, 100);
                seen += page.events().size();
                after = page.through();
            }
            writer.join();
            assertThat(seen).isEqualTo(rounds);
        }
    }
}
