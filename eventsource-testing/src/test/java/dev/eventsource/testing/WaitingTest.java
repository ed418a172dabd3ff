// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.EventHandlers;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.OnFailure;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.RunningSubscription;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.testing.LoanDesk.Noted;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final Storage storage = new InMemoryStorage();
    private final Running running = Running.on(storage);
    private final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        running.close();
        storage.close();
    }

    private long append(String text) {
        return storage.events()
                .append(
                        StreamId.of("loan", "1"),
                        ExpectedVersion.any(),
                        List.of(EventBuilder.of(LoanDesk.CODEC, new Noted(text)).data()))
                .lastPosition();
    }

    private Subscription noting(String name) {
        return Subscription.of(
                name,
                EventHandlers.builder(LoanDesk.CODEC)
                        .on(Noted.class, (Noted noted) -> {
                            if (noted.text().equals("broken")) {
                                throw new IllegalStateException("cannot note that");
                            }
                            seen.add(noted);
                        })
                        .build());
    }

    @Test
    void what_was_waited_for_has_happened() {
        running.start(noting("first"));
        RunningSubscription second = running.start(noting("second"));

        Waiting.await(running, append("a"));
        assertThat(seen).hasSize(2);

        Waiting.await(second, append("b"));
        assertThat(seen).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void what_does_not_come_in_time_is_said() {
        RunningSubscription subscription = running.start(noting("first"));

        Fails.with(() -> Waiting.await(subscription, 7, Duration.ofMillis(200)))
                .matches("Subscription first@1 was expected to be at position 7, and it is \\w+ at 0 after PT0.2S");
    }

    @Test
    void a_dead_letter_is_no_success() {
        RunningSubscription subscription =
                running.start(noting("first").with(Subscription.Options.DEFAULT.withRetry(RetryPolicy.NONE)));

        long position = append("broken");

        Fails.with(() -> Waiting.await(subscription, position))
                .isEqualTo("Subscription first@1 has handled events up to position 1,"
                        + " but 1 of them became dead letters: read storage.deadLetters()");
    }

    @Test
    void who_has_stopped_is_not_waited_for() {
        RunningSubscription subscription = running.start(noting("first")
                .with(Subscription.Options.DEFAULT.withRetry(RetryPolicy.NONE).withOnFailure(OnFailure.STOP)));
        long position = append("broken");

        Fails.with(() -> Waiting.await(subscription, position, Duration.ofMinutes(5)))
                .startsWith("Subscription first@1 was expected to be at position 1, and it is FAILED at 0: ")
                .contains("cannot note that");
    }

    @Test
    void an_interrupt_ends_it_and_is_kept() {
        RunningSubscription subscription = running.start(noting("first"));
        Thread.currentThread().interrupt();

        Fails.with(() -> Waiting.await(subscription, 7)).startsWith("Interrupted while waiting for subscription");
        assertThat(Thread.interrupted()).isTrue();
    }
}
