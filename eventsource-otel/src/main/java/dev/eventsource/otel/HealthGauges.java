// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.Registration;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.subscription.Health;
import dev.eventsource.subscription.SubscriptionHealth;
import dev.eventsource.subscription.SubscriptionHealth.Stored;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What is measured of subscriptions and operations, whenever somebody collects it. */
final class HealthGauges {

    private final Meter meter;
    private final Clock clock;
    private final ObservableLongMeasurement status;
    private final ObservableLongMeasurement state;
    private final ObservableLongMeasurement lag;
    private final ObservableDoubleMeasurement lagAge;
    private final ObservableLongMeasurement deadLetters;
    private final ObservableDoubleMeasurement deadLetterAge;
    private final ObservableLongMeasurement operations;
    private final ObservableDoubleMeasurement operationAge;

    HealthGauges(Meter meter, Clock clock) {
        this.meter = meter;
        this.clock = clock;
        this.status = count(meter, "eventsource.subscription.status", "{status}", "0 is up, 1 degraded, 2 down");
        this.state = count(meter, "eventsource.subscription.state", "{subscription}", "1 for what it is doing here");
        this.lag =
                count(meter, "eventsource.subscription.lag", "{event}", "Positions between it and the end of the log");
        this.lagAge =
                seconds(meter, "eventsource.subscription.lag.age", "Since when the first unhandled event is there");
        this.deadLetters = count(meter, "eventsource.subscription.dead_letters", "{event}", "Open dead letters");
        this.deadLetterAge =
                seconds(meter, "eventsource.subscription.dead_letters.age", "Since when the oldest is open");
        this.operations =
                count(meter, "eventsource.operation.count", "{operation}", "Operations that are not finished");
        this.operationAge = seconds(meter, "eventsource.operation.age", "Since when the oldest of them was submitted");
    }

    Registration observe(Supplier<Health> health) {
        BatchCallback callback = meter.batchCallback(
                () -> tell(health.get()),
                status,
                state,
                lag,
                lagAge,
                deadLetters,
                deadLetterAge,
                operations,
                operationAge);
        return callback::close;
    }

    private void tell(Health health) {
        health.subscriptions().forEach(this::tell);
        health.operations().forEach(this::tell);
    }

    private void tell(SubscriptionHealth subscription) {
        Attributes name =
                Attributes.of(Conventions.SUBSCRIPTION, subscription.id().toString());
        status.record(number(subscription.status()), name);
        subscription
                .here()
                .ifPresent(here -> state.record(
                        1,
                        name.toBuilder()
                                .put(Conventions.STATE, here.state().name().toLowerCase(Locale.ROOT))
                                .build()));
        subscription.stored().ifPresent(stored -> tell(stored, name));
    }

    private void tell(Stored stored, Attributes name) {
        lag.record(stored.lag().events(), name);
        lagAge.record(inSeconds(stored.lag().age()), name);
        deadLetters.record(stored.deadLetters(), name);
        deadLetterAge.record(inSeconds(stored.oldestDeadLetter().orElse(Duration.ZERO)), name);
    }

    private void tell(Count count) {
        Attributes attributes = Attributes.of(
                Conventions.OPERATION_CHANNEL,
                count.channel(),
                Conventions.OPERATION_STATE,
                count.state().name().toLowerCase(Locale.ROOT));
        operations.record(count.operations(), attributes);
        operationAge.record(inSeconds(Duration.between(count.oldest(), clock.instant())), attributes);
    }

    private static long number(Health.Status status) {
        return switch (status) {
            case UP -> 0;
            case DEGRADED -> 1;
            case DOWN -> 2;
        };
    }

    private static double inSeconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static ObservableLongMeasurement count(Meter meter, String name, String unit, String description) {
        return meter.gaugeBuilder(name)
                .ofLongs()
                .setUnit(unit)
                .setDescription(description)
                .buildObserver();
    }

    static ObservableDoubleMeasurement seconds(Meter meter, String name, String description) {
        return meter.gaugeBuilder(name).setUnit("s").setDescription(description).buildObserver();
    }
}
