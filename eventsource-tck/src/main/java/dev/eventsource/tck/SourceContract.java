// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.MalformedMessageException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.bus.RefusedForGoodException;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.outbox.Item;
import dev.eventsource.outbox.Relay;
import dev.eventsource.outbox.Source;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a relay does with any source, and what it needs of it: whoever writes a {@link Source} extends this. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class SourceContract extends SourceClaimContract {

    private static final Relay.Options OPTIONS = Relay.Options.DEFAULT
            .withRetry(Relay.Options.DEFAULT
                    .retry()
                    .withMaxAttempts(3)
                    .withFirstDelay(Duration.ofMillis(20))
                    .withJitter(0))
            .withPause(Duration.ofMillis(20))
            .withLease(Duration.ofSeconds(30));

    private final List<Message> published = new CopyOnWriteArrayList<>();
    private final List<Relay> relays = new ArrayList<>();

    @AfterEach
    void closeAll() {
        relays.forEach(Relay::close);
    }

    private Relay relay(Source from, Publisher publisher, Relay.Options options) {
        Relay relay = Relay.start("test", from, SourceContract::map, publisher, "loans", options);
        relays.add(relay);
        return relay;
    }

    private static Optional<Message> map(Item item) {
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

    private void keep(String topic, List<Message> messages) {
        assertThat(topic).isEqualTo("loans");
        published.addAll(messages);
    }

    private List<String> of(String key) {
        return published.stream()
                .filter(message -> message.stream().key().equals(key))
                .map(message -> message.event().tags().iterator().next())
                .toList();
    }

    private void eventuallyAllDone() {
        await().atMost(Duration.ofSeconds(30)).until(() -> open() == 0);
    }

    @Test
    void what_is_put_in_is_published_in_the_order_of_each_key() throws Exception {
        for (int i = 1; i <= 30; i++) {
            put("k" + i % 3, i);
        }

        Relay relay = relay(source, this::keep, OPTIONS.withBatch(4));

        eventuallyAllDone();
        assertThat(of("k0")).containsExactly("n3", "n6", "n9", "n12", "n15", "n18", "n21", "n24", "n27", "n30");
        assertThat(of("k1")).hasSize(10);
        assertThat(of("k2")).hasSize(10);
        await().until(() -> relay.published() == 30);
        put("k0", 31);
        await().until(() -> of("k0").size() == 11);
    }

    @Test
    void one_that_fails_is_tried_again_and_those_behind_it_wait() throws Exception {
        put("a", 1);
        put("a", 2);
        put("b", 3);
        put("a", 4);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                                    .anyMatch(message -> message.event().tags().contains("n2"))
                            && calls.incrementAndGet() <= 2) {
                        throw new RefusedException("not yet", null);
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1", "n2", "n4");
        assertThat(of("b")).containsExactly("n3");
        assertThat(published.get(published.size() - 1).event().tags()).containsExactly("n4");
    }

    @Test
    void what_has_no_key_is_published_and_waits_for_no_other() throws Exception {
        put(null, 1);
        put(null, 2);
        put("a", 3);
        relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        throw new RefusedException("not yet", null);
                    }
                    keep(topic, messages);
                },
                OPTIONS.withRetry(
                        OPTIONS.retry().withMaxDelay(Duration.ofHours(1)).withFirstDelay(Duration.ofHours(1))));

        await().atMost(Duration.ofSeconds(30)).until(() -> open() == 1);
        assertThat(of("keyless")).containsExactly("n2");
        assertThat(of("a")).containsExactly("n3");
        put(null, 4);
        await().atMost(Duration.ofSeconds(30)).until(() -> of("keyless").size() == 2);
    }

    @Test
    void after_the_last_attempt_it_is_marked_with_its_error_and_those_behind_it_go_on() throws Exception {
        put("a", 1);
        put("a", 2);
        put("b", 3);
        AtomicInteger calls = new AtomicInteger();
        Relay relay = relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        calls.addAndGet(messages.size() == 1 ? 1 : 0);
                        throw new RefusedException("no such customer", null);
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(calls).hasValue(3);
        assertThat(of("a")).containsExactly("n2");
        assertThat(of("b")).containsExactly("n3");
        assertThat(errors()).singleElement().asString().contains("no such customer");
        assertThat(relay.gaveUp()).isEqualTo(1);
    }

    @Test
    void behind_one_that_is_given_up_no_other_runner_takes_what_this_one_has() throws Exception {
        put("a", 1);
        put("a", 2);
        put("a", 3);
        List<Item> others = new CopyOnWriteArrayList<>();
        Relay relay = relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        throw new RefusedForGoodException("400");
                    }
                    others.addAll(claimedByAnother());
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(others).isEmpty();
        assertThat(of("a")).containsExactly("n2", "n3");
        await().until(() -> relay.published() == 2 && relay.gaveUp() == 1);
    }

    private List<Item> claimedByAnother() {
        try {
            return source.claim("another", 10, LONG);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_can_never_be_taken_is_given_up_at_once() throws Exception {
        put("a", 1);
        put("b", -1);
        put("b", 2);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (messages.stream()
                            .anyMatch(message -> message.event().tags().contains("n1"))) {
                        calls.addAndGet(messages.size() == 1 ? 1 : 0);
                        throw new RefusedForGoodException("400");
                    }
                    keep(topic, messages);
                },
                OPTIONS.withBatch(10));

        eventuallyAllDone();
        assertThat(of("b")).containsExactly("n2");
        assertThat(errors()).hasSize(2);
        assertThat(errors().toString()).contains("400", "a number below 0");
        assertThat(calls.get()).isBetween(1, 2);
    }

    @Test
    void what_the_mapper_cannot_read_is_given_up_and_no_outage() throws Exception {
        put("a", -101);
        put("a", 1);
        put("b", 2);
        relay(source, this::keep, OPTIONS);

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1");
        assertThat(of("b")).containsExactly("n2");
        assertThat(errors()).singleElement().asString().contains("a number below -100");
    }

    @Test
    void an_outage_of_what_the_mapper_asks_is_waited_out() throws Exception {
        put("a", 1);
        put("a", 2);
        AtomicInteger calls = new AtomicInteger();
        relays.add(Relay.start(
                "test",
                source,
                item -> {
                    if (calls.incrementAndGet() <= 8) {
                        throw new UncheckedIOException(new ConnectException("no customers"));
                    }
                    return map(item);
                },
                this::keep,
                "loans",
                OPTIONS));

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1", "n2");
        assertThat(errors()).isEmpty();
    }

    @Test
    void what_is_not_to_be_published_is_done() throws Exception {
        put("a", 0);
        put("a", 1);
        relay(source, this::keep, OPTIONS);
        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1");
    }

    @Test
    void an_outage_is_waited_out() throws Exception {
        put("a", 1);
        put("b", 2);
        AtomicInteger calls = new AtomicInteger();
        relay(
                source,
                (topic, messages) -> {
                    if (calls.incrementAndGet() <= 8) {
                        throw new BusException("out of reach");
                    }
                    keep(topic, messages);
                },
                OPTIONS);

        eventuallyAllDone();
        assertThat(published).hasSize(2);
        assertThat(errors()).isEmpty();
    }

    @Test
    void an_outage_does_not_spin_whatever_the_policy_says() throws Exception {
        put("a", 1);
        List<Long> calls = new CopyOnWriteArrayList<>();
        relay(
                source,
                (topic, messages) -> {
                    calls.add(System.nanoTime());
                    if (calls.size() <= 3) {
                        throw new BusException("out of reach");
                    }
                    keep(topic, messages);
                },
                OPTIONS.withRetry(RetryPolicy.NONE));

        eventuallyAllDone();
        assertThat(Duration.ofNanos(calls.get(3) - calls.get(0))).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void several_runners_publish_each_once_in_order() throws Exception {
        for (int i = 1; i <= 400; i++) {
            put("k" + i % 20, i);
        }
        for (int runner = 0; runner < 3; runner++) {
            relay(source, this::keep, OPTIONS.withBatch(7));
        }
        for (int i = 401; i <= 500; i++) {
            put("k" + i % 20, i);
        }

        eventuallyAllDone();
        assertThat(published).hasSize(500).extracting(Message::id).doesNotHaveDuplicates();
        for (int key = 0; key < 20; key++) {
            assertThat(of("k" + key))
                    .extracting(text -> Integer.parseInt(text.substring(1)))
                    .isSorted()
                    .hasSize(25);
        }
    }

    @Test
    void what_was_published_but_not_marked_comes_again_with_the_same_id() throws Exception {
        put("a", 1);
        put("a", 2);
        Source forgetful = new ForgetfulSource(source);
        relay(forgetful, this::keep, OPTIONS.withLease(Duration.ofMillis(200)));

        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1", "n2", "n1", "n2");
        assertThat(published)
                .extracting(Message::id)
                .containsExactly(
                        published.get(0).id(),
                        published.get(1).id(),
                        published.get(0).id(),
                        published.get(1).id());
    }

    @Test
    void what_was_published_is_removed_after_a_while() throws Exception {
        put("a", 1);
        put("b", -1);
        Relay relay = relay(source, this::keep, OPTIONS);
        await().until(() -> relay.published() + relay.gaveUp() == 2);
        assertThat(source.purge(Duration.ofMinutes(1))).isZero();
        assertThat(size()).isEqualTo(2);

        await().until(() -> source.purge(Duration.ZERO) == 1 || size() == 1);

        assertThat(size()).as("what was given up stays").isEqualTo(1);
    }
}
