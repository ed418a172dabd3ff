// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of the contract share: a storage of its own for every test. */
abstract class Suite {

    final Backend contract;
    Storage storage;
    EventStore events;

    Suite(Backend contract) {
        this.contract = contract;
    }

    @BeforeEach
    void open() throws Exception {
        storage = contract.open();
        events = storage.events();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    ConditionFactory await() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(contract.patience());
    }

    /** The whole log, read in pages. */
    List<RecordedEvent> log() {
        return Suite.log(events, EventQuery.all(), EventStore.MAX_LIMIT);
    }

    /** What the query wants of the log, read in pages of this size. */
    static List<RecordedEvent> log(EventStore events, EventQuery query, int limit) {
        List<RecordedEvent> all = new ArrayList<>();
        EventPage page = events.readAll(query, 0, limit);
        all.addAll(page.events());
        while (!page.end()) {
            assertThat(page.through()).as("a page that is not the end goes on").isGreaterThan(page.after());
            page = events.readAll(query, page.through(), limit);
            all.addAll(page.events());
        }
        return all;
    }

    /** Nothing was stored: neither by position nor by stream. */
    void assertNothingStored() {
        assertThat(events.head()).as("the head").isZero();
        assertThat(log()).isEmpty();
    }
}
