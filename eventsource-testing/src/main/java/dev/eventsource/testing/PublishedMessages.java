// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import dev.eventsource.bus.Message;
import dev.eventsource.bus.Publisher;
import dev.eventsource.event.EventData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of a bus and keeps what is published, for tests of those who publish: relays, mappers, applications.
 * Thread-safe. For tests of those who get messages take the bus in memory.
 */
public final class PublishedMessages implements Publisher {

    private final Map<String, List<Message>> byTopic = new LinkedHashMap<>();
    private @Nullable Supplier<? extends RuntimeException> failure;
    private int failures;

    @Override
    public synchronized void publish(String topic, List<Message> messages) {
        Supplier<? extends RuntimeException> now = failure;
        if (failures > 0 && now != null) {
            failures--;
            throw now.get();
        }
        byTopic.computeIfAbsent(topic, unknown -> new ArrayList<>()).addAll(messages);
    }

    /** Lets the next calls fail like this; nothing of them is kept. */
    public synchronized void failNext(int calls, Supplier<? extends RuntimeException> with) {
        failures = calls;
        failure = with;
    }

    /** What was published on this topic so far, in its order. */
    public synchronized List<Message> on(String topic) {
        return List.copyOf(byTopic.getOrDefault(topic, List.of()));
    }

    /** The events of it, for {@link EventSourceAssertions}. */
    public List<EventData> eventsOn(String topic) {
        return on(topic).stream().map(Message::event).toList();
    }

    /** The topics on which something was published, in the order of the first time. */
    public synchronized List<String> topics() {
        return List.copyOf(byTopic.keySet());
    }

    /** Forgets what was published. */
    public synchronized void clear() {
        byTopic.clear();
    }
}
