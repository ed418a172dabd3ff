// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.SubscriptionState;
import java.time.Duration;
import java.time.Instant;

/**
 * How far behind a subscription is.
 *
 * @param events positions between its slowest partition and the end of the log, whether it wants the events there or not;
 *     zero if it wants none of them
 * @param age how long ago the first event that it wants and has not handled was recorded; zero if there is none. If none
 *     is found in the next {@value #PAGES} pages, it is that of the event behind them: it cannot be older than that
 */
public record Lag(long events, Duration age) {

    private static final int PAGES = 20;
    private static final Lag NONE = new Lag(0, Duration.ZERO);

    /**
     * By what is stored, whether it runs or not. If its query was stored by another version of this library and cannot be
     * read, every event counts as wanted.
     */
    public static Lag of(SubscriptionState state, EventStore events, Instant now) {
        return of(state.position(), QueryTextReader.read(state.query()).orElse(EventQuery.all()), events, now);
    }

    static Lag of(long position, EventQuery query, EventStore events, Instant now) {
        long head = events.head();
        long looked = position;
        for (int pages = 0; looked < head && pages < PAGES; pages++) {
            EventPage page = events.readAll(query, looked, 1);
            if (!page.events().isEmpty()) {
                return new Lag(head - position, age(page, now));
            }
            if (page.end()) {
                return NONE;
            }
            looked = page.through();
        }
        return looked < head ? new Lag(head - position, age(events.readAll(EventQuery.all(), looked, 1), now)) : NONE;
    }

    /** The age in words, like {@code 3 min}. */
    public String ageInWords() {
        return words(age);
    }

    static String words(Duration duration) {
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 2) {
            return duration.toMinutes() + " min";
        }
        return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    private static Duration age(EventPage page, Instant now) {
        return page.events().stream()
                .findFirst()
                .map(event -> Duration.between(event.recordedAt(), now))
                .filter(between -> !between.isNegative())
                .orElse(Duration.ZERO);
    }
}
