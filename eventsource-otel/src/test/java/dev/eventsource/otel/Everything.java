// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Loans.LOAN;
import static dev.eventsource.otel.Loans.event;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.Message;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.handling.Handler;
import dev.eventsource.inmemory.InMemoryEventBus;
import dev.eventsource.observe.Activity;
import dev.eventsource.observe.Activity.Kind;
import dev.eventsource.observe.Observer;
import dev.eventsource.observe.Observer.Fate;
import dev.eventsource.observe.PoolUse;
import dev.eventsource.observe.Receiver;
import dev.eventsource.observe.SnapshotUse;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Storage;
import dev.eventsource.subscription.Batch;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Does everything of which anything is told, with and without success, for a tenant. */
final class Everything {

    private static final StreamId ACCOUNT = StreamId.of("account", "1");

    private final OpenTelemetryExtension otel;
    private final EventSourceTelemetry telemetry;
    private final List<MetricData> metrics = new ArrayList<>();

    Everything(OpenTelemetryExtension otel) {
        this.otel = otel;
        this.telemetry = EventSourceTelemetry.create(otel.getOpenTelemetry());
    }

    /** @param plain is closed in the end */
    void happen(Storage plain) throws Exception {
        Storage whole = telemetry.wrap(plain);
        Storage storage = whole.forTenant("acme");
        EventStore events = storage.events();
        EventData first = event("loan-applied");
        work(events, first, event("loan-granted"));
        for (Append refused : List.of(
                append(ExpectedVersion.noStream(), event("loan-applied")),
                append(ExpectedVersion.any(), first, event("loan-refused")))) {
            failing(() -> events.append(refused));
        }
        List<RecordedEvent> log = events.readAll(EventQuery.all(), 0, 2).events();
        handle(log, storage);
        publish(log);
        operate(whole);
        observe(log);
        whole.close();
        failing(() -> events.append(append(ExpectedVersion.any(), event("loan-refused"))));
        failing(() -> events.append(
                append(ExpectedVersion.any(), event("a")).and(ACCOUNT, ExpectedVersion.any(), List.of(event("b")))));
        failing(() -> events.read(LOAN, 0, 1));
        failing(() -> events.readBackwards(LOAN, 1, 1));
        failing(() -> events.readAll(EventQuery.all(), 0, 1));
        failing(() -> events.find(UUID.randomUUID()));
        metrics.addAll(otel.getMetrics());
    }

    /** All that was collected meanwhile: the same ones again and again. */
    List<MetricData> metrics() {
        return metrics;
    }

    private static Append append(ExpectedVersion expected, EventData... events) {
        return Append.to(LOAN, expected, List.of(events));
    }

    private static void work(EventStore events, EventData... loan) {
        events.append(append(ExpectedVersion.noStream(), loan));
        events.append(append(ExpectedVersion.any(), event("loan-paid-out"))
                .and(ACCOUNT, ExpectedVersion.any(), List.of(event("account-opened"))));
        events.read(LOAN, 0, 10);
        events.readBackwards(LOAN, Long.MAX_VALUE, 10);
        events.find(UUID.randomUUID());
    }

    private void handle(List<RecordedEvent> log, Storage storage) throws Exception {
        Handler<RecordedEvent> mails = telemetry.wrap("mails", loan -> {});
        mails.handle(log.get(0));
        Handler<Batch> failing = telemetry.wrap("mails", batch -> {
            throw new IllegalStateException("no mail");
        });
        failing(() -> failing.handle(new Batch(log, storage)));
    }

    private void publish(List<RecordedEvent> log) {
        EventBus bus = telemetry.wrap(new InMemoryEventBus());
        List<Message> messages = log.stream().map(Message::of).toList();
        bus.subscribe("loans", Group.named("billing"), message -> {
            if (message.id().equals(messages.get(1).id())) {
                throw new IllegalStateException("no bill");
            }
        });
        bus.publish("loans", messages);
        Traces.await(otel, "process loans", 2);
        bus.close();
        failing(() -> bus.publish("loans", messages.subList(0, 1)));
    }

    private void operate(Storage whole) throws Exception {
        OperationRouter router = telemetry.wrap(new OperationRouter().on("card.charge", context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("no money");
            }
        }));
        NewOperation charge = NewOperation.of("card.charge", Payload.of("{}"));
        try (Running running = Running.on(whole);
                var runner = OperationRunner.start(whole, router);
                var gauges = telemetry.observe(running::health)) {
            whole.operations().submit(NewOperation.of("card.refund", charge.payload()));
            whole.forTenant("acme").operations().submit(charge);
            running.start(Subscription.of("log", EventQuery.all(), Delivery.atLeastOnce(delivered -> {})));
            Traces.await(otel, "attempt card.charge", 2);
            metrics.addAll(otel.getMetrics());
        }
    }

    /** What the core tells of its inside. */
    private void observe(List<RecordedEvent> log) throws Exception {
        Observer inside = telemetry.observer();
        for (Kind kind : Kind.values()) {
            boolean aggregate = kind == Kind.LOAD || kind == Kind.EXECUTE;
            String name = aggregate ? "loan" : "log@1";
            boolean withEvents = !aggregate && kind != Kind.PAGE;
            for (int events = 1; events <= 2; events++) {
                Activity activity = new Activity(
                        kind, name, kind == Kind.PAGE ? "" : "acme", withEvents ? log.subList(0, events) : List.of());
                inside.during(activity, () -> {
                    if (kind == Kind.PAGE) {
                        inside.page(Receiver.subscription(name), 2, 1, Duration.ofSeconds(1));
                    }
                    return name;
                });
                failing(() -> inside.during(activity, () -> {
                    throw new IllegalStateException("no luck");
                }));
            }
        }
        for (Receiver receiver : List.of(Receiver.subscription("log@1"), new Receiver("loans", "billing"))) {
            inside.partition(receiver, 1, true);
            List.of(Fate.values()).forEach(fate -> inside.message(receiver, fate));
        }
        inside.snapshot("loan", SnapshotUse.MISSING);
        inside.together(3);
        inside.connection("postgresql listener", false);
        inside.connection("postgresql listener", true);
        measure(inside);
    }

    /** What is asked for. */
    private void measure(Observer inside) throws Exception {
        Storage pooled = new Pooled(new PoolUse("loans", 1, 2, 10, 0));
        try (var appends = inside.waiting(() -> 2);
                var pool = telemetry.observe(pooled);
                EventBus bus = telemetry.wrap(new InMemoryEventBus());
                var groups = telemetry.observe(bus, "loans")) {
            bus.create("loans", Group.named("billing").fromBeginning());
            bus.publish("loans", List.of(Message.of(LOAN, event("loan-applied"))));
            metrics.addAll(otel.getMetrics());
        }
    }

    private static void failing(ThrowingCallable work) {
        assertThatException().isThrownBy(work);
    }
}
