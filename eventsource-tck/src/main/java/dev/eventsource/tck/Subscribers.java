// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the suites about subscriptions share: a list of what was handled, and processes that end with the test. */
abstract class Subscribers extends Suite {

    static final RetryPolicy QUICK = RetryPolicy.DEFAULT
            .withFirstDelay(Duration.ofMillis(5))
            .withMaxAttempts(3)
            .withMaxDelay(Duration.ofMillis(50));
    static final Duration LEASE = Duration.ofMillis(600);

    final List<RecordedEvent> handled = Collections.synchronizedList(new ArrayList<>());
    private final List<Running> processes = new ArrayList<>();

    Subscribers(Backend contract) {
        super(contract);
    }

    @AfterEach
    void end() {
        processes.forEach(process -> process.stop(Duration.ofSeconds(5)));
    }

    /** As a process of its own would run on the storage. */
    Running process(Storage used) {
        return process(used, Running.Options.DEFAULT.withLease(LEASE));
    }

    Running process(Storage used, Running.Options options) {
        Running process = Running.on(used, options);
        processes.add(process);
        return process;
    }

    Running process() {
        return process(storage);
    }

    /** The storage for a process with somebody who hears of each call before it, by its name in {@link WatchedStorage}. */
    Storage watched(Consumer<String> watch) {
        return new WatchedStorage(storage, new WatchedStorage.Watch() {
            @Override
            public void before(String call, List<Object> arguments) {
                watch.accept(call);
            }

            @Override
            public void after(String call, List<Object> arguments, @Nullable Object result) {}
        });
    }

    /** All events, each remembered in {@link #handled}. */
    Subscription remembering() {
        return to(delivered -> handled.add(delivered.recorded()));
    }

    static Subscription to(Handler<Delivered> handler) {
        Subscription subscription = Subscription.of("outcomes", EventQuery.all(), Delivery.atLeastOnce(handler));
        return subscription.with(subscription.options().withRetry(QUICK));
    }

    static Subscription exactlyOnce(Handler<Delivered> handler) {
        Subscription subscription = Subscription.of("outcomes", EventQuery.all(), Delivery.exactlyOnce(handler));
        return subscription.with(subscription.options().withRetry(QUICK));
    }

    List<Long> positions() {
        synchronized (handled) {
            return handled.stream().map(RecordedEvent::position).toList();
        }
    }

    /** Appends so many events, spread over as many streams. */
    void append(int events, int streams) {
        for (int i = 0; i < events; i++) {
            storage.events().append(Loans.loan(i % streams), ExpectedVersion.any(), Loans.some(1));
        }
    }
}
