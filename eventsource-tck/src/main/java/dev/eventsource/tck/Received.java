// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.bus.Message;
import dev.eventsource.handling.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a group has had, as its members saw it. Thread-safe. */
final class Received implements Handler<Message> {

    private final List<Message> all = new CopyOnWriteArrayList<>();
    private final Map<UUID, Boolean> ids = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();

    @Override
    public void handle(Message message) {
        AtomicInteger running = atOnce.computeIfAbsent(message.key(), key -> new AtomicInteger());
        if (running.incrementAndGet() > 1) {
            overlaps.add(message.key());
        }
        all.add(message);
        ids.put(message.id(), true);
        running.decrementAndGet();
    }

    /** All, repeated ones included. */
    List<Message> all() {
        return all;
    }

    /** How many different ones. */
    int size() {
        return ids.size();
    }

    boolean hasAll(List<Message> published) {
        return published.stream().allMatch(message -> ids.containsKey(message.id()));
    }

    List<Long> versions() {
        return all.stream().map(Message::version).toList();
    }

    List<Long> versions(Object loan) {
        String key = Loans.loan(loan).toString();
        return all.stream()
                .filter(message -> message.key().equals(key))
                .map(Message::version)
                .toList();
    }

    /** Everything came, of each key in the order of the list; what came again came later than its first time. */
    void checkComplete(List<Message> published) {
        Map<String, Set<UUID>> seen = new HashMap<>();
        Map<String, List<UUID>> firsts = new LinkedHashMap<>();
        for (Message message : all) {
            if (seen.computeIfAbsent(message.key(), key -> new HashSet<>()).add(message.id())) {
                firsts.computeIfAbsent(message.key(), key -> new ArrayList<>()).add(message.id());
            }
        }
        Map<String, List<UUID>> wanted = new LinkedHashMap<>();
        published.forEach(message ->
                wanted.computeIfAbsent(message.key(), key -> new ArrayList<>()).add(message.id()));
        assertThat(firsts).as("each key's messages, in order").isEqualTo(wanted);
    }

    void checkNoneAtOnce() {
        assertThat(overlaps)
                .as("keys of which two messages were handled at once")
                .isEmpty();
    }
}
