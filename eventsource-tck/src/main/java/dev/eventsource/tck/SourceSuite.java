// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.MalformedMessageException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.StreamId;
import dev.eventsource.outbox.Item;
import dev.eventsource.outbox.Relay;
import dev.eventsource.outbox.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the suites for sources have in common: a new source for each test, and relays that are closed after it. */
abstract class SourceSuite {

    static final Duration LONG = Duration.ofMinutes(1);

    static final Relay.Options OPTIONS = Relay.Options.DEFAULT
            .withRetry(Relay.Options.DEFAULT
                    .retry()
                    .withMaxAttempts(3)
                    .withFirstDelay(Duration.ofMillis(20))
                    .withJitter(0))
            .withPause(Duration.ofMillis(20))
            .withLease(Duration.ofSeconds(30));

    final List<Message> published = new CopyOnWriteArrayList<>();
    final List<Relay> relays = new ArrayList<>();

    Source source;

    /** A new, empty source. Called once for each test. */
    protected abstract Source source() throws Exception;

    /**
     * Puts something into it, to be published behind what is there with the same key; its number is in {@code number}.
     *
     * @param key {@code null} for none
     */
    protected abstract void put(@Nullable String key, int number) throws Exception;

    /** How many there are that nobody has published or given up. */
    protected abstract int open() throws Exception;

    /** The errors of those that were given up. */
    protected abstract List<String> errors() throws Exception;

    /** Has what was given up tried again, as somebody does who has looked at it. */
    protected abstract void retryGivenUp() throws Exception;

    /** How many there are at all. */
    protected abstract int size() throws Exception;

    @BeforeEach
    void openSource() throws Exception {
        source = source();
    }

    @AfterEach
    void closeAll() {
        relays.forEach(Relay::close);
    }

    Relay relay(Source from, Publisher publisher, Relay.Options options) {
        Relay relay = Relay.start("test", from, SourceSuite::map, publisher, "loans", options);
        relays.add(relay);
        return relay;
    }

    static Optional<Message> map(Item item) {
        int number = Integer.parseInt(item.text("number"));
        if (number < -100) {
            throw new MalformedMessageException("a number below -100", null);
        }
        if (number < 0) {
            throw new IllegalArgumentException("a number below 0");
        }
        if (number == 0) {
            return Optional.empty();
        }
        StreamId loan = StreamId.of("loan", item.key().isEmpty() ? "keyless" : item.key());
        return Optional.of(Message.of(
                loan,
                Loans.event("LoanSubmitted", EventIds.derived(loan, String.valueOf(number)))
                        .withTags("n" + number)));
    }

    void keep(String topic, List<Message> messages) {
        assertThat(topic).isEqualTo("loans");
        published.addAll(messages);
    }

    List<String> of(String key) {
        return published.stream()
                .filter(message -> message.stream().key().equals(key))
                .map(message -> message.event().tags().iterator().next())
                .toList();
    }

    void eventuallyAllDone() {
        await().atMost(Duration.ofSeconds(30)).until(() -> open() == 0);
    }
}
