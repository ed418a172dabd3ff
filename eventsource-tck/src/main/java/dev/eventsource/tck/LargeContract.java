// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many events, large events, and reads that stay bounded all the same. */
abstract class LargeContract extends Suite {

    /** No page of the log may hold more payload than this and its last event. */
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    LargeContract(Backend contract) {
        super(contract);
    }

    @Test
    void ten_thousand_events_in_one_append() {
        List<EventData> written = Loans.some(Append.MAX_EVENTS);

        AppendResult result = events.append(LOAN, noStream(), written);

        assertThat(result).isEqualTo(new AppendResult(List.of(10_000L), 1, 10_000));
        assertThat(events.append(LOAN, noStream(), written))
                .as("the same append again")
                .isEqualTo(result);
        assertThat(events.read(LOAN, 0, EventStore.MAX_LIMIT))
                .extracting(RecordedEvent::event)
                .isEqualTo(written);
    }

    @Test
    void ten_thousand_streams_in_one_append() {
        List<Append.Write> writes = IntStream.range(0, Append.MAX_EVENTS)
                .mapToObj(i -> new Append.Write(Loans.loan(i), noStream(), Loans.some(1)))
                .toList();

        AppendResult result = events.append(new Append(writes, List.of()));

        assertThat(result.versions()).hasSize(Append.MAX_EVENTS).containsOnly(1L);
        assertThat(events.head()).isEqualTo(Append.MAX_EVENTS);
        assertThat(events.read(Loans.loan(9_999), 0, 10)).hasSize(1);
    }

    @Test
    void a_stream_of_ten_thousand_events_is_read_in_pages_in_both_directions() {
        for (int i = 0; i < 10; i++) {
            events.append(LOAN, exactly(i * 1000L), Loans.some(1000));
        }
        List<Long> forward = new ArrayList<>();
        List<RecordedEvent> page = events.read(LOAN, 0, 777);
        while (!page.isEmpty()) {
            page.forEach(event -> forward.add(event.version()));
            page = events.read(LOAN, forward.get(forward.size() - 1), 777);
        }
        List<Long> backward = new ArrayList<>();
        page = events.readBackwards(LOAN, Long.MAX_VALUE, 777);
        while (!page.isEmpty()) {
            page.forEach(event -> backward.add(0, event.version()));
            page = events.readBackwards(LOAN, backward.get(0), 777);
        }

        assertThat(forward).hasSize(10_000).isSorted().doesNotHaveDuplicates().isEqualTo(backward);
    }

    @Test
    void large_payloads_come_back_and_pages_stay_bounded() {
        List<EventData> written = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            EventData event = Loans.withPayload(megabyte(i));
            written.add(event);
            events.append(LOAN, any(), List.of(event));
        }

        List<EventData> read = new ArrayList<>();
        EventPage page = events.readAll(EventQuery.all(), 0, EventStore.MAX_LIMIT);
        while (true) {
            page.events().forEach(event -> read.add(event.event()));
            long bytes = page.events().stream()
                    .mapToLong(event -> event.event().payload().bytes())
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
            if (page.end()) {
                break;
            }
            page = events.readAll(EventQuery.all(), page.through(), EventStore.MAX_LIMIT);
        }
        assertThat(read).isEqualTo(written);
    }

    @Test
    void one_event_of_the_largest_payload_fills_a_page_and_does_not_block_the_reader() {
        String text = "\"" + "x".repeat(Payload.MAX_BYTES - 2) + "\"";
        List<EventData> written =
                IntStream.range(0, 3).mapToObj(i -> Loans.withPayload(text)).toList();
        written.forEach(event -> events.append(LOAN, any(), List.of(event)));

        assertThat(log()).extracting(RecordedEvent::event).isEqualTo(written);
    }

    @Test
    void an_append_of_many_large_events_is_stored_as_a_whole() {
        List<EventData> written = IntStream.range(0, 12)
                .mapToObj(i -> Loans.withPayload(megabyte(i)))
                .toList();

        events.append(LOAN, noStream(), written);

        assertThat(log()).extracting(RecordedEvent::event).isEqualTo(written);
    }

    /** About a megabyte of UTF-8 that cannot be compressed well. */
    private static String megabyte(long seed) {
        return "{\"scan\":\"" + HostileTexts.randomText(new Random(seed), 0x4e00, 0x9fa5, 340_000) + "\"}";
    }
}
