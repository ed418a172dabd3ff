// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.MESSAGING_DESTINATION;
import static dev.eventsource.otel.Conventions.MESSAGING_GROUP;
import static dev.eventsource.otel.Conventions.MESSAGING_SYSTEM;

import dev.eventsource.bus.BusException;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.GroupState;
import dev.eventsource.event.Registration;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** How far the groups of some topics are, whenever somebody collects it. A broker that is out of reach tells nothing. */
final class BusGauges {

    private final Meter meter;
    private final EventBus bus;
    private final List<String> topics;
    private final Clock clock;
    private final ObservableLongMeasurement backlog;
    private final ObservableDoubleMeasurement age;
    private final ObservableLongMeasurement deadLetters;

    BusGauges(Meter meter, EventBus bus, List<String> topics, Clock clock) {
        this.meter = meter;
        this.bus = bus;
        this.topics = topics;
        this.clock = clock;
        this.backlog = HealthGauges.count(
                meter, "eventsource.bus.lag", "{message}", "Messages that a group has not handled yet");
        this.age = HealthGauges.seconds(meter, "eventsource.bus.lag.age", "Since when the oldest of them is there");
        this.deadLetters =
                HealthGauges.count(meter, "eventsource.bus.dead_letters", "{message}", "Dead letters of a group");
    }

    Registration observe() {
        BatchCallback callback = meter.batchCallback(() -> topics.forEach(this::tell), backlog, age, deadLetters);
        return callback::close;
    }

    private void tell(String topic) {
        try {
            bus.groups(topic).forEach(group -> tell(topic, group));
        } catch (BusException e) {
            // Health and the counters of failures say so.
        }
    }

    private void tell(String topic, GroupState group) {
        Attributes attributes = Attributes.of(
                MESSAGING_SYSTEM, Systems.broker(bus), MESSAGING_DESTINATION, topic, MESSAGING_GROUP, group.name());
        backlog.record(group.backlog(), attributes);
        deadLetters.record(group.deadLetters(), attributes);
        group.waitingSince()
                .ifPresent(since -> age.record(
                        Math.max(0, Duration.between(since, clock.instant()).toNanos()) / 1e9, attributes));
    }
}
