// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.redis;

import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusOptions;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.servers.RedisServer;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A Redis, what is in it as the bare client sees it, and buses with a prefix of the test's own. */
abstract class BusCase {

    static final String TOPIC = "loans";

    private static Proxied shared;

    final BusOptions bus = BusOptions.DEFAULT
            .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8))
            .withPartitions(4)
            .withTimeout(Duration.ofSeconds(5))
            .withDrain(Duration.ofSeconds(1));
    final RedisEventBus.Options options = Proxied.options(bus);

    @BeforeAll
    static void connect() {
        shared = new Proxied(RedisServer.shared());
    }

    @AfterAll
    static void disconnect() {
        shared.close();
    }

    @AfterEach
    void closeAll() {
        shared.closeBuses();
    }

    Proxied buses() {
        return shared;
    }

    RedisEventBus open() {
        return shared.open(options);
    }

    RedisCommands<String, byte[]> redis() {
        return shared.raw().sync();
    }

    String key(String rest) {
        return "{" + bus.prefix() + ":" + TOPIC + "}" + rest;
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    static void eventually(Callable<Boolean> condition) {
        eventually().until(condition);
    }

    static Message event(String loan, int number) {
        return Message.of(
                StreamId.of("loan", loan),
                EventData.of(
                        UUID.randomUUID(),
                        "LoanSubmitted",
                        Instant.parse("2011-10-01T08:38:44.546Z"),
                        Payload.of("{\"number\":" + number + "}")));
    }

    static List<Message> events(String loan, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> event(loan, number))
                .toList();
    }

    List<StreamMessage<String, byte[]>> entries(String key) {
        return redis().xrange(key, Range.unbounded());
    }

    long stored() {
        return IntStream.range(0, 8)
                .mapToLong(part -> redis().xlen(key(":p" + part)))
                .sum();
    }

    static Map<String, String> texts(Map<String, byte[]> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }
}
