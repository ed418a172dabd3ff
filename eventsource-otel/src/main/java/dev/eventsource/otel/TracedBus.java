// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import static dev.eventsource.otel.Conventions.MESSAGING_DESTINATION;
import static dev.eventsource.otel.Conventions.MESSAGING_GROUP;
import static dev.eventsource.otel.Conventions.MESSAGING_SYSTEM;

import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import dev.eventsource.otel.EventSourceTelemetry.Options;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bus of which it is seen what is published and what becomes of it here. */
record TracedBus(EventBus bus, Tracer tracer, BusMetrics metrics, Options options) implements EventBus {

    @Override
    public void publish(String topic, List<Message> messages) {
        if (messages.isEmpty()) {
            bus.publish(topic, messages);
            return;
        }
        boolean traced = TraceContext.isActive();
        Observed observed = new Observed(begin(topic, messages), (span, failure, seconds) -> {
            if (failure != null) {
                Observed.fail(span, failure);
            }
            metrics.published(attributes(topic), messages.size(), missing(messages, failure), failure, seconds);
        });
        List<Message> sent =
                traced ? with(new TraceContext(observed.context(), options.baggage()), messages) : messages;
        observed.perform(() -> bus.publish(topic, sent));
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        Attributes named =
                attributes(topic).toBuilder().put(MESSAGING_GROUP, group.name()).build();
        return bus.subscribe(
                topic, group, new TracedHandler<>(handler, new MessageSight(tracer, metrics, options, topic, named)));
    }

    @Override
    public void create(String topic, Group group) {
        bus.create(topic, group);
    }

    @Override
    public boolean delete(String topic, String group) {
        return bus.delete(topic, group);
    }

    @Override
    public List<GroupState> groups(String topic) {
        return bus.groups(topic);
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        return bus.deadLetters(topic, group);
    }

    @Override
    public Optional<String> trouble() {
        return bus.trouble();
    }

    @Override
    public void close() {
        bus.close();
    }

    private Context begin(String topic, List<Message> messages) {
        return Origin.of(messages.stream().map(Message::recorded).toList())
                .begin(
                        tracer.spanBuilder("publish " + topic)
                                .setSpanKind(SpanKind.PRODUCER)
                                .setAllAttributes(attributes(topic))
                                .setAttribute(Conventions.MESSAGING_OPERATION, "publish")
                                .setAttribute(Conventions.MESSAGING_OPERATION_TYPE, "send"),
                        options);
    }

    private Attributes attributes(String topic) {
        return Attributes.of(MESSAGING_SYSTEM, Systems.broker(bus), MESSAGING_DESTINATION, topic);
    }

    private static int missing(List<Message> messages, @Nullable Throwable failure) {
        if (failure == null) {
            return 0;
        }
        return failure instanceof PublishException some ? some.unconfirmed().size() : messages.size();
    }

    private static List<Message> with(TraceContext context, List<Message> messages) {
        return messages.stream()
                .map(message -> new Message(
                        message.stream(),
                        message.version(),
                        message.position(),
                        message.recordedAt(),
                        context.into(message.event())))
                .toList();
    }
}
