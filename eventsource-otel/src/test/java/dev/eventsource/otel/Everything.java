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

    private static void failing(ThrowingCallable work) {
        assertThatException().isThrownBy(work);
    }
}
