// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.tck.FuzzHistory.What;
import java.net.ConnectException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What processes do with events that say themselves how often they fail: {@code seen} at least once, {@code kept} exactly
 * once, in a document for each stream with the versions that it has got.
 */
record FuzzedWork(FuzzHistory history, AtomicBoolean outage, Set<Long> mended, Map<String, Integer> failures) {

    static final String SEEN = "seen";
    static final String KEPT = "kept";
    static final int PARTITIONS = 4;
    static final RetryPolicy RETRY = Subscribers.QUICK;

    private static final int ALWAYS = 99;

    FuzzedWork() {
        this(new FuzzHistory(), new AtomicBoolean(), ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>());
    }

    static EventData event(int fails) {
        return EventData.of(UUID.randomUUID(), "LoanSubmitted", Instant.EPOCH, Payload.of("{\"fails\":" + fails + "}"));
    }

    static EventData poison() {
        return event(ALWAYS);
    }

    void start(Running running, FuzzedProcess process) {
        running.start(with(SEEN, Delivery.atLeastOnce(in(SEEN, process, (event, storage) -> {}))));
        running.start(with(KEPT, Delivery.exactlyOnce(in(KEPT, process, FuzzedWork::keep))));
    }

    private static Subscription with(String name, Delivery delivery) {
        Subscription subscription =
                Subscription.of(name, EventQuery.all(), delivery).partitions(PARTITIONS);
        return subscription.with(subscription.options().withRetry(RETRY).withPage(20));
    }

    private Handler<Delivered> in(String subscription, FuzzedProcess process, Effect effect) {
        return delivered -> {
            RecordedEvent event = delivered.recorded();
            process.alive(() -> history.add(What.BEGUN, subscription, process.name(), event.position(), 0));
            Thread.currentThread().join(1);
            if (outage.get()) {
                throw new ConnectException("out of reach");
            }
            fail(subscription, process, event);
            effect.of(event, delivered.storage());
            process.alive(() -> history.add(What.HANDLED, subscription, process.name(), event.position(), 0));
        };
    }

    private void fail(String subscription, FuzzedProcess process, RecordedEvent event) {
        String json = event.event().payload().json();
        int fails = Integer.parseInt(json.substring(json.indexOf(':') + 1, json.length() - 1));
        if (mended.contains(event.position())) {
            return;
        }
        if (fails == ALWAYS) {
            process.alive(() -> history.add(What.FAILED, subscription, process.name(), event.position(), 0));
            throw new IllegalStateException("poison");
        }
        if (failures.merge(subscription + event.position(), 1, Integer::sum) <= fails) {
            throw new IllegalStateException("not yet");
        }
    }

    private static void keep(RecordedEvent event, Storage tx) {
        String key = event.stream().key();
        String before = tx.documents()
                .get(KEPT, key)
                .map(document -> document.content().json())
                .orElse("{\"versions\":[]}");
        String separator = before.contains("[]") ? "" : ",";
        String after = before.substring(0, before.length() - 2) + separator + event.version() + "]}";
        tx.documents().put(KEPT, key, Payload.of(after), ExpectedVersion.any());
    }

    /** What a handler does besides. */
    private interface Effect {
        void of(RecordedEvent event, Storage storage);
    }
}
