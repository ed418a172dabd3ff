// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.event.Registration;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Receiver;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What the core tells of its inside, as spans and metrics. */
final class Inside implements Observer {

    private final ActivitySight activities;
    private final InsideMetrics metrics;
    private final Connections connections;
    private final WaitingAppends waiting;

    Inside(Tracer tracer, Meter meter, Options options) {
        this.activities = new ActivitySight(tracer, new ActivityMetrics(meter), options);
        this.metrics = new InsideMetrics(meter);
        this.connections = new Connections(meter);
        this.waiting = new WaitingAppends(meter);
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R during(Activity activity, Work<R, X> work) throws X {
        return new Observed(
                        activities.begin(activity),
                        (span, failure, seconds) -> activities.ended(span, activity, failure, seconds))
                .<R, X>run(span -> work.run());
    }

    @Override
    public Registration waiting(IntSupplier appends) {
        return waiting.add(appends);
    }

    @Override
    public void together(int appends) {
        metrics.together(appends);
    }

    @Override
    public void connection(String name, boolean open) {
        connections.changed(name, open);
    }

    @Override
    public void connectionClosed(String name) {
        connections.closed(name);
    }

    @Override
    public void snapshot(String category, SnapshotUse use) {
        metrics.snapshot(category, use);
    }

    /** In the course of the activity that reads it. */
    @Override
    public void page(Receiver subscription, int events, long behind, Duration age) {
        Span.current().setAttribute(Conventions.EVENTS, (long) events).setAttribute(Conventions.BEHIND, behind);
        metrics.page(subscription, events, age);
    }

    @Override
    public void partition(Receiver receiver, int partition, boolean taken) {
        metrics.partition(receiver, taken);
    }

    @Override
    public void message(Receiver receiver, Fate fate) {
        metrics.message(receiver, fate);
    }
}
