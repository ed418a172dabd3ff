// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Delivered;
import dev.eventsource.handling.Handler;
import dev.eventsource.projection.Projection;
import dev.eventsource.projection.ReadModel;
import dev.eventsource.store.Document;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Subscription;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * What the suites about projections share: a read model with one document for each event, whose version counts how often
 * the event was applied. So nothing that is applied twice or not at all stays hidden.
 */
abstract class Projecting extends Subscribers {

    static final ReadModel MODEL = ReadModel.named("outcomes").keeping("applied");

    Projecting(Backend contract) {
        super(contract);
    }

    /** Counts each event. */
    static void count(ReadModel model, RecordedEvent event, Storage tx) {
        tx.documents()
                .put(
                        model.collection("applied"),
                        "" + event.position(),
                        Payload.of("{\"stream\":\"" + event.stream() + "\"}"),
                        ExpectedVersion.any());
    }

    static Handler<Delivered> counting(ReadModel model) {
        return delivered -> count(model, delivered.recorded(), delivered.storage());
    }

    static Projection projection(ReadModel model) {
        return Projection.of(model, EventQuery.all(), counting(model));
    }

    /** Writes, and then cannot handle events at some positions. */
    static Projection failing(ReadModel model, LongPredicate poisoned) {
        return Projection.of(model, EventQuery.all(), delivered -> {
            count(model, delivered.recorded(), delivered.storage());
            if (poisoned.test(delivered.recorded().position())) {
                throw new IllegalStateException("no such customer");
            }
        });
    }

    static Subscription quick(Subscription subscription) {
        return subscription.with(subscription.options().withRetry(QUICK));
    }

    /** How often each position was applied, as the collection says. */
    static Map<Long, Long> applied(Storage storage, ReadModel model) {
        Map<Long, Long> applied = new TreeMap<>();
        List<Document> found = storage.documents()
                .find(model.collection("applied"), DocumentQuery.all().limit(1_000));
        found.forEach(document -> applied.put(Long.parseLong(document.key()), document.version()));
        return applied;
    }

    /** Each of these positions once, and no other. */
    static Map<Long, Long> once(LongStream positions) {
        Map<Long, Long> once = new TreeMap<>();
        positions.forEach(position -> once.put(position, 1L));
        return once;
    }

    static Map<Long, Long> onceThrough(long last) {
        return once(LongStream.rangeClosed(1, last));
    }

    void assertAppliedOnceThrough(long last) {
        assertThat(applied(storage, MODEL)).isEqualTo(onceThrough(last));
    }
}
