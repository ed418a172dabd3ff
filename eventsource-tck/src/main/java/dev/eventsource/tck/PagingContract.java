// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the whole log page by page. */
abstract class PagingContract extends Suite {

    private static final EventQuery APPROVED = EventQuery.all().ofType("LoanApproved");

    PagingContract(Backend contract) {
        super(contract);
    }

    /** Every tenth event is an approval. */
    @BeforeEach
    void append_a_hundred_events() {
        for (int i = 0; i < 10; i++) {
            events.append(Loans.loan(i), any(), Loans.some(9));
            events.append(Loans.loan(i), any(), List.of(Loans.approved()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 99, 100, 101, EventStore.MAX_LIMIT})
    void pages_resume_exactly_where_the_last_one_ended(int limit) {
        assertThat(log(events, EventQuery.all(), limit))
                .extracting(RecordedEvent::position)
                .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(log(events, APPROVED, limit))
                .extracting(RecordedEvent::position)
                .isEqualTo(
                        LongStream.rangeClosed(1, 10).map(i -> i * 10).boxed().toList());
    }

    @Test
    void a_page_that_is_full_says_how_far_it_looked() {
        EventPage page = events.readAll(EventQuery.all(), 40, 20);

        assertThat(page.after()).isEqualTo(40);
        assertThat(page.through()).isEqualTo(60);
        assertThat(page.end()).isFalse();
        assertThat(page.events()).hasSize(20);
    }

    @Test
    void a_page_that_reaches_the_head_says_so() {
        EventPage page = events.readAll(EventQuery.all(), 95, 20);

        assertThat(page.through()).isEqualTo(100);
        assertThat(page.end()).isTrue();
        assertThat(page.events()).hasSize(5);
    }

    @Test
    void a_reader_gets_past_events_that_are_not_wanted() {
        EventPage nothing = events.readAll(EventQuery.all().ofType("Unheard"), 0, 10);

        assertThat(nothing).isEqualTo(new EventPage(0, 100, true, List.of()));
    }

    @Test
    void a_page_never_looks_beyond_the_last_event_it_could_hold() {
        EventPage page = events.readAll(APPROVED, 0, 3);

        assertThat(page.events()).extracting(RecordedEvent::position).containsExactly(10L, 20L, 30L);
        assertThat(page.through()).isBetween(30L, 39L);
        assertThat(page.end()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9, 10, 11})
    void the_end_is_where_the_page_reaches_the_head_and_nowhere_else(int limit) {
        for (long after = 0; after < 100; after++) {
            EventPage page = events.readAll(APPROVED, after, limit);

            assertThat(page.after()).isEqualTo(after);
            assertThat(page.through()).isBetween(after + 1, 100L);
            assertThat(page.end()).isEqualTo(page.through() == 100);
            assertThat(page.events())
                    .isEqualTo(log().subList((int) after, (int) page.through()).stream()
                            .filter(APPROVED::matches)
                            .toList());
        }
    }

    @Test
    void a_page_looks_at_a_bounded_stretch_even_if_it_finds_nothing() {
        for (int i = 0; i < 6; i++) {
            events.append(LOAN, any(), Loans.some(9_990));
        }
        EventQuery rare = EventQuery.all().ofType("Unheard");
        long head = events.head();

        EventPage first = events.readAll(rare, 0, 10);

        assertThat(first.through()).isBetween(1L, (long) EventStore.MAX_STRETCH);
        assertThat(first.end()).isFalse();
        assertThat(first.events()).isEmpty();
        EventPage page = first;
        while (!page.end()) {
            EventPage next = events.readAll(rare, page.through(), 10);
            assertThat(next.through()).isBetween(page.through() + 1, page.through() + EventStore.MAX_STRETCH);
            page = next;
        }
        assertThat(page.through()).isEqualTo(head);
    }

    @Test
    void among_many_events_with_a_tag_the_few_that_are_wanted_are_found() {
        EventQuery few = EventQuery.all()
                .tagged("frequent")
                .ofType("Rare")
                .or(EventQuery.all().tagged("frequent", "seldom"));
        for (int i = 0; i < 3; i++) {
            events.append(LOAN, any(), tagged(9_990, "Common", "frequent"));
            events.append(LOAN, any(), tagged(1, "Rare", "frequent", "seldom"));
            events.append(LOAN, any(), tagged(1, "Rare", "seldom"));
        }

        assertThat(Suite.log(events, few, 10))
                .extracting(RecordedEvent::position)
                .containsExactly(100 + 9_991L, 100 + 2 * 9_992L - 1, 100 + 3 * 9_992L - 1);
        assertThat(Suite.log(events, EventQuery.all().tagged("frequent").ofType("Rare"), 10))
                .hasSize(3);
        assertThat(Suite.log(events, EventQuery.all().tagged("seldom"), 10)).hasSize(6);
        assertThat(Suite.log(events, EventQuery.all().tagged("frequent"), 10_000))
                .hasSize(3 * 9_991);
    }

    private static List<EventData> tagged(int count, String type, String... tags) {
        return Loans.some(count).stream()
                .map(event -> EventData.of(event.id(), type, event.occurredAt(), event.payload())
                        .withTags(Set.of(tags)))
                .toList();
    }
}
