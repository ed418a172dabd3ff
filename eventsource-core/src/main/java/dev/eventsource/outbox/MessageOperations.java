// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.outbox;

import dev.eventsource.bus.CloudEvents;
import dev.eventsource.bus.Envelope;
import dev.eventsource.bus.Message;
import dev.eventsource.bus.Names;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventIds;
import dev.eventsource.event.Payload;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.Operation;
import dev.eventsource.workflow.OnAbandoned;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The outbox for messages that are no events of a log: submit one in the transaction that is the reason for it, and it is
 * published afterwards, at least once. Messages of one stream on one topic are published in the order in which they were
 * submitted.
 */
public final class MessageOperations {

    private static final int MAX_KEY = 200;

    /** Who has had a message knows it by its id, so publishing it again does no harm. */
    private static final OperationPolicy POLICY = OperationPolicy.DEFAULT
            .withOnAbandoned(OnAbandoned.RETRY)
            .withRetry(OperationPolicy.DEFAULT
                    .retry()
                    .withFailures(
                            OperationPolicy.DEFAULT.retry().failures().notRetrying(IllegalArgumentException.class)));

    private MessageOperations() {}

    /** Publishes the message on the topic, once for each id of a message. */
    public static NewOperation publishing(String topic, Message message) {
        NewOperation.Options options = NewOperation.Options.DEFAULT
                .withKey(key(topic, message))
                .withIdempotencyId(message.id().toString())
                .withMetadata(message.event().metadata());
        return new NewOperation(type(topic), Payload.of(CloudEvents.structured(message)), options);
    }

    /** Does what {@link #publishing} submits, for these topics, by the bus. */
    public static OperationRouter to(Publisher bus, String... topics) {
        OperationRouter router = new OperationRouter();
        for (String topic : topics) {
            router = router.on(
                    type(topic), POLICY, context -> bus.publish(topic, List.of(message(context.operation()))));
        }
        return router;
    }

    private static Message message(Operation operation) {
        return CloudEvents.message(new Envelope(
                Map.of(CloudEvents.CONTENT_TYPE, CloudEvents.STRUCTURED),
                operation.payload().json().getBytes(StandardCharsets.UTF_8)));
    }

    private static String type(String topic) {
        return "publish." + Names.topic(topic);
    }

    /** The name of a stream may be longer than a key. */
    private static String key(String topic, Message message) {
        String key = topic + " " + message.key();
        return key.length() <= MAX_KEY ? key : topic + " " + EventIds.derived(message.stream(), "");
    }
}
