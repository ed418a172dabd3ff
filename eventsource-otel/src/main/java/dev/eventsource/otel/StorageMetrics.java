// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.CONFLICT;
import static dev.eventsource.otel.Conventions.DB_OPERATION;
import static dev.eventsource.otel.Conventions.DB_SYSTEM;
import static dev.eventsource.otel.Conventions.ERROR_TYPE;

import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.VersionConflictException;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted of appends and reads. */
final class StorageMetrics {

    /** In seconds, as the conventions for databases advise, with more below the millisecond, where an append may be. */
    private static final List<Double> SECONDS =
            List.of(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0);

    private static final List<Long> SIZES = List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 500L, 1_000L, 10_000L);

    private final DoubleHistogram appendDuration;
    private final LongHistogram appendEvents;
    private final LongCounter conflicts;
    private final DoubleHistogram readDuration;
    private final LongCounter readEvents;

    StorageMetrics(Meter meter) {
        appendDuration = duration(meter, "eventsource.append.duration", "How long appends take, refused ones too");
        appendEvents = size(meter, "eventsource.append.events", "{event}", "How many events an append stores");
        conflicts = meter.counterBuilder("eventsource.append.conflicts")
                .setUnit("{append}")
                .setDescription("Appends that were refused, as something had happened that they did not expect")
                .build();
        readDuration = duration(meter, "eventsource.read.duration", "How long reads take");
        readEvents = meter.counterBuilder("eventsource.read.events")
                .setUnit("{event}")
                .setDescription("Events that were read")
                .build();
    }

    /** How long something takes, by the boundaries that all durations have. */
    static DoubleHistogram duration(Meter meter, String name, String description) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SECONDS)
                .build();
    }

    /** How many something is, by the boundaries that all sizes have. */
    static LongHistogram size(Meter meter, String name, String unit, String description) {
        return meter.histogramBuilder(name)
                .ofLongs()
                .setUnit(unit)
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(SIZES)
                .build();
    }

    void appended(String system, int events, @Nullable Throwable failure, double seconds) {
        Attributes attributes = Attributes.of(DB_SYSTEM, system);
        appendDuration.record(seconds, with(attributes, failure));
        if (failure == null) {
            appendEvents.record(events, attributes);
            return;
        }
        String conflict = conflict(failure);
        if (conflict != null) {
            conflicts.add(1, Attributes.of(DB_SYSTEM, system, CONFLICT, conflict));
        }
    }

    void read(String system, String operation, @Nullable Throwable failure, double seconds) {
        readDuration.record(seconds, with(Attributes.of(DB_SYSTEM, system, DB_OPERATION, operation), failure));
    }

    void found(String system, String operation, int events) {
        readEvents.add(events, Attributes.of(DB_SYSTEM, system, DB_OPERATION, operation));
    }

    /** Of which there are as many as classes of exceptions. */
    static Attributes with(Attributes attributes, @Nullable Throwable failure) {
        return failure == null
                ? attributes
                : attributes.toBuilder()
                        .put(ERROR_TYPE, Observed.errorType(failure))
                        .build();
    }

    private static @Nullable String conflict(Throwable failure) {
        if (failure instanceof VersionConflictException) {
            return "version";
        }
        if (failure instanceof ConditionFailedException) {
            return "condition";
        }
        return failure instanceof DuplicateEventException ? "duplicate" : null;
    }
}
