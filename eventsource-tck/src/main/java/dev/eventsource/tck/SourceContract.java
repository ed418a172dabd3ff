// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.RefusedException;
import dev.eventsource.outbox.Relay;
import dev.eventsource.outbox.Source;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a relay does with any source, and what it needs of it: whoever writes a {@link Source} extends this. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class SourceContract extends SourceFailureContract {

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
    void what_is_not_to_be_published_is_done() throws Exception {
        put("a", 0);
        put("a", 1);
        relay(source, this::keep, OPTIONS);
        eventuallyAllDone();
        assertThat(of("a")).containsExactly("n1");
    }

    @Test
    void closing_waits_for_what_is_being_published_and_leaves_the_rest() throws Exception {
        put("a", 1);
        put("a", 2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Relay relay = relay(
                source,
                (topic, messages) -> {
                    if (messages.size() > 1) {
                        throw new RefusedException("one by one", null);
                    }
                    begun.countDown();
                    waitFor(end);
                    keep(topic, messages);
                },
                OPTIONS);
        waitFor(begun);
        Thread closing = new Thread(relay::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);

        end.countDown();
        closing.join();

        assertThat(of("a")).containsExactly("n1");
        assertThat(relay.published()).isEqualTo(1);
        assertThat(source.claim("another", 10, LONG))
                .extracting(item -> item.text("number"))
                .containsExactly("2");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted", e);
        }
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
