// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.HANDOVER;
import static dev.eventsource.otel.Conventions.MESSAGING_DESTINATION;
import static dev.eventsource.otel.Conventions.MESSAGING_GROUP;
import static dev.eventsource.otel.Conventions.SNAPSHOT_USE;
import static dev.eventsource.otel.Conventions.SUBSCRIPTION;

import dev.eventsource.observe.Observer.Fate;
import dev.eventsource.observe.Receiver;
import dev.eventsource.observe.SnapshotUse;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Locale;

/** What is counted inside the core. */
final class InsideMetrics {

    private final LongHistogram together;
    private final LongCounter snapshots;
    private final LongHistogram pageEvents;
    private final DoubleHistogram pageAge;
    private final Counters ofSubscriptions;
    private final Counters ofGroups;

    InsideMetrics(Meter meter) {
        together = StorageMetrics.size(
                meter, "eventsource.append.together", "{append}", "Appends that were done in one transaction");
        snapshots = counter(meter, "eventsource.snapshot.uses", "{snapshot}", "What became of snapshots");
        pageEvents = StorageMetrics.size(
                meter, "eventsource.subscription.page.events", "{event}", "Events that a subscription reads at once");
        pageAge = StorageMetrics.duration(
                meter, "eventsource.subscription.page.age", "How old the first event of a page is when it is read");
        ofSubscriptions = new Counters(
                counter(meter, "eventsource.subscription.handovers", "{partition}", "Partitions taken or given up"),
                counter(meter, "eventsource.subscription.retries", "{event}", "Attempts that were not the first"),
                counter(meter, "eventsource.subscription.dead", "{event}", "Events that became dead letters"));
        ofGroups = new Counters(
                counter(meter, "eventsource.bus.handovers", "{partition}", "Parts of a topic taken or given up"),
                counter(meter, "eventsource.bus.redelivered", "{message}", "Attempts that were not the first"),
                counter(meter, "eventsource.bus.dead", "{message}", "Messages that became dead letters"));
    }

    void together(int appends) {
        together.record(appends);
    }

    void snapshot(String category, SnapshotUse use) {
        snapshots.add(1, Attributes.of(Conventions.CATEGORY, category, SNAPSHOT_USE, word(use)));
    }

    void page(Receiver subscription, int events, Duration age) {
        Attributes name = attributes(subscription);
        pageEvents.record(events, name);
        if (events > 0) {
            pageAge.record(age.toNanos() / 1e9, name);
        }
    }

    void partition(Receiver receiver, boolean taken) {
        of(receiver)
                .handovers()
                .add(
                        1,
                        attributes(receiver).toBuilder()
                                .put(HANDOVER, taken ? "taken" : "given_up")
                                .build());
    }

    void message(Receiver receiver, Fate fate) {
        Counters counters = of(receiver);
        switch (fate) {
            case TRIED_AGAIN -> counters.again().add(1, attributes(receiver));
            case DEAD -> counters.dead().add(1, attributes(receiver));
        }
    }

    private Counters of(Receiver receiver) {
        return receiver.topic().isEmpty() ? ofSubscriptions : ofGroups;
    }

    private static Attributes attributes(Receiver receiver) {
        return receiver.topic().isEmpty()
                ? Attributes.of(SUBSCRIPTION, receiver.name())
                : Attributes.of(MESSAGING_DESTINATION, receiver.topic(), MESSAGING_GROUP, receiver.name());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static LongCounter counter(Meter meter, String name, String unit, String description) {
        return meter.counterBuilder(name)
                .setUnit(unit)
                .setDescription(description)
                .build();
    }

    private record Counters(LongCounter handovers, LongCounter again, LongCounter dead) {}
}
