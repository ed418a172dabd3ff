// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Loans that are published in these tests. */
final class Loans {

    static final Instant SOME_DAY = Instant.parse("2011-10-01T08:38:44.546Z");

    private Loans() {}

    static BusOptions options() {
        return BusOptions.DEFAULT
                .withPrefix("k" + UUID.randomUUID().toString().substring(0, 8))
                .withPartitions(4)
                .withRetry(new RetryPolicy(
                        3, Duration.ofMillis(20), 2, Duration.ofMillis(100), 0, RetryPolicy.DEFAULT.failures()));
    }

    static Message event(Object loan, int number) {
        return event(loan, number, "{\"number\":" + number + "}");
    }

    static Message event(Object loan, int number, String json) {
        EventData event = EventData.of(UUID.randomUUID(), "LoanSubmitted", SOME_DAY, Payload.of(json));
        return Message.of(new RecordedEvent(number, StreamId.of("loan", loan.toString()), number, SOME_DAY, event));
    }

    /** So many events, spread over so many loans, numbered for each loan from 1. */
    static List<Message> events(int from, int to, int loans) {
        return IntStream.range(from, to)
                .mapToObj(i -> event(i % loans, i / loans + 1))
                .toList();
    }

    static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }
}
