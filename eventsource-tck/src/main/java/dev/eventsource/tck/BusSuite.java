// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;

/** What the suites for buses have in common: buses that are closed after the test, and loans that are published. */
abstract class BusSuite {

    static final String TOPIC = "loans";

    private static final Instant SOME_DAY = Instant.parse("2011-10-01T08:38:44.546Z");

    final EventBusContract contract;
    final BusOptions options;
    private final List<EventBus> opened = new ArrayList<>();

    BusSuite(EventBusContract contract) {
        this.contract = contract;
        this.options = contract.adapt(BusOptions.DEFAULT
                .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8))
                .withPartitions(4)
                .withRetry(new RetryPolicy(
                        3, Duration.ofMillis(50), 2, Duration.ofMillis(200), 0, RetryPolicy.DEFAULT.failures())));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(EventBus::close);
    }

    EventBus bus() throws Exception {
        return bus(options);
    }

    EventBus bus(BusOptions with) throws Exception {
        EventBus bus = contract.open(with);
        opened.add(bus);
        return bus;
    }

    /** So patient that nothing is tried a second time in a test. */
    BusOptions patient() {
        return options.withRetry(options.retry()
                .withMaxDelay(contract.patience().multipliedBy(2))
                .withFirstDelay(contract.patience().multipliedBy(2)));
    }

    ConditionFactory eventually() {
        return await().atMost(contract.patience()).pollInterval(Duration.ofMillis(10));
    }

    void eventually(Callable<Boolean> condition) {
        eventually().until(condition);
    }

    /** The next event of a loan, with its number as version and content. */
    static Message event(Object loan, int number) {
        EventData event =
                EventData.of(UUID.randomUUID(), "LoanSubmitted", SOME_DAY, Payload.of("{\"number\":" + number + "}"));
        return Message.of(new RecordedEvent(number, Loans.loan(loan), number, SOME_DAY, event));
    }

    /** So many events, spread over so many loans, numbered for each loan from 1. */
    static List<Message> events(int count, int loans) {
        return IntStream.range(0, count)
                .mapToObj(i -> event(i % loans, i / loans + 1))
                .toList();
    }

    static List<Message> events(int from, int to, int loans) {
        return events(to, loans).subList(from, to);
    }

    static Group group(String name) {
        return Group.named(name);
    }
}
