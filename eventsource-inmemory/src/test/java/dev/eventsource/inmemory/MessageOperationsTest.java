// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eventsource.bus.Message;
import dev.eventsource.bus.PublishException;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.outbox.MessageOperations;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationRunner;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageOperationsTest {

    private final Storage storage = new InMemoryStorage();
    private final List<Message> published = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        storage.close();
    }

    private static Message message(StreamId stream, String type) {
        return Message.of(
                stream,
                new EventData(
                        UUID.randomUUID(),
                        type,
                        3,
                        Instant.parse("2011-10-01T08:38:44.546789Z"),
                        Payload.of("{ \"amount\": 20000, \"note\": \"\u00e9 \\u2028\" }"),
                        Metadata.none().withCorrelationId("request 7"),
                        Set.of("seat:1", "\"quoted\"")));
    }

    private void publish(Message message) {
        storage.operations().submit(MessageOperations.publishing("letters", message));
    }

    private long succeeded() {
        return storage.operations()
                .list(Filter.ALL.in(OperationState.SUCCEEDED), 100)
                .size();
    }

    @Test
    void a_message_is_published_as_it_was_submitted() {
        Message message = message(StreamId.of("loan", "173688").in("acme"), "LetterWanted");
        Message longest = message(new StreamId("t".repeat(64), "c".repeat(64), "k".repeat(200)), "LetterWanted");
        Publisher bus = (topic, messages) -> {
            assertThat(topic).isEqualTo("letters");
            published.addAll(messages);
        };
        publish(message);
        publish(message);
        publish(longest);
        try (OperationRunner runner = OperationRunner.start(storage, MessageOperations.to(bus, "letters", "loans"))) {
            await().until(() -> succeeded() == 2);
            assertThat(runner).isNotNull();
        }

        assertThat(published).containsExactlyInAnyOrder(message, longest);
        assertThat(storage.operations().list(Filter.ALL, 10))
                .extracting(Operation::metadata)
                .containsOnly(message.event().metadata());
    }

    @Test
    void messages_of_a_stream_keep_their_order_whatever_fails() {
        StreamId stream = StreamId.of("loan", "173688");
        List<Message> messages = List.of(message(stream, "A"), message(stream, "B"), message(stream, "C"));
        AtomicInteger attempts = new AtomicInteger();
        Publisher bus = (topic, given) -> {
            if (attempts.incrementAndGet() == 2) {
                throw new PublishException(
                        "no answer", given.stream().map(Message::id).toList(), null);
            }
            published.addAll(given);
        };
        messages.forEach(this::publish);
        try (OperationRunner runner = OperationRunner.start(storage, MessageOperations.to(bus, "letters"))) {
            await().until(() -> succeeded() == 3);
            assertThat(runner).isNotNull();
        }

        assertThat(published).isEqualTo(messages);
        assertThat(attempts).hasValue(4);
    }
}
