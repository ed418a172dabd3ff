package dev.eventsource.subscription;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far behind a subscription is.
 *
 * @param events positions between its slowest partition and the end of the log, whether it wants the events there or not
 * @param age how long ago the first event that it has not handled was recorded; zero if there is none
 */
public record Lag(long events, Duration age) {

    static Lag of(long position, EventQuery query, EventStore events, Instant now) {
        long head = events.head();
        Optional<RecordedEvent> next = position >= head
                ? Optional.empty()
                : events.readAll(query, position, 1).events().stream().findFirst();
        Duration age = next.map(event -> Duration.between(event.recordedAt(), now))
                .filter(between -> !between.isNegative())
                .orElse(Duration.ZERO);
        return new Lag(Math.max(0, head - position), age);
    }
}
