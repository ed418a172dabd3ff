// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.MESSAGING_OPERATION;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import org.jspecify.annotations.Nullable;

/** What is counted of messages. */
final class BusMetrics {

    private final LongCounter published;
    private final LongCounter consumed;
    private final LongCounter failed;
    private final DoubleHistogram publishDuration;
    private final DoubleHistogram processDuration;

    BusMetrics(Meter meter) {
        published = counter(meter, "eventsource.bus.published", "Messages that the bus has confirmed");
        consumed = counter(meter, "eventsource.bus.consumed", "Messages that were handled");
        failed = counter(meter, "eventsource.bus.failed", "Messages that were not, each time they were tried");
        publishDuration =
                StorageMetrics.duration(meter, "eventsource.bus.publish.duration", "How long the bus takes to confirm");
        processDuration = StorageMetrics.duration(
                meter, "eventsource.bus.process.duration", "How long a handler takes for a message");
    }

    /** @param missing how many of the messages are not there */
    void published(Attributes topic, int messages, int missing, @Nullable Throwable failure, double seconds) {
        publishDuration.record(seconds, StorageMetrics.with(topic, failure));
        if (messages > missing) {
            published.add((long) messages - missing, topic);
        }
        if (missing > 0) {
            failed.add(missing, failed(topic, "publish", failure));
        }
    }

    void processed(Attributes group, Outcome outcome, @Nullable Throwable failure, double seconds) {
        processDuration.record(seconds, HandlerMetrics.with(group, outcome, failure));
        switch (outcome) {
            case DONE -> consumed.add(1, group);
            case FAILED -> failed.add(1, failed(group, "process", failure));
            default -> {}
        }
    }

    private static Attributes failed(Attributes attributes, String operation, @Nullable Throwable failure) {
        return StorageMetrics.with(
                attributes.toBuilder().put(MESSAGING_OPERATION, operation).build(), failure);
    }

    private static LongCounter counter(Meter meter, String name, String description) {
        return meter.counterBuilder(name)
                .setUnit("{message}")
                .setDescription(description)
                .build();
    }
}
