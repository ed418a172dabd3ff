// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import dev.eventsource.bus.EventBus;
import dev.eventsource.bus.Group;
import dev.eventsource.bus.GroupState;
import dev.eventsource.bus.Message;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.Registration;
import dev.eventsource.handling.Handler;
import dev.eventsource.handling.RetryPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A bus with one thing wrong. */
record SabotagedBus(EventBus own, BusSabotage sabotage) implements EventBus {

    @Override
    public void publish(String topic, List<Message> messages) {
        List<Message> changed = new ArrayList<>(messages);
        switch (sabotage) {
            case LOSES_SOME -> changed.removeIf(message -> message.version() == 7);
            case TURNS_BATCHES_ROUND -> Collections.reverse(changed);
            case LOSES_TAGS ->
                changed.replaceAll(
                        message -> Message.of(message.stream(), message.event().withTags()));
            default -> {}
        }
        own.publish(topic, changed);
    }

    @Override
    public Registration subscribe(String topic, Group group, Handler<Message> handler) {
        return own.subscribe(topic, changed(group), changed(handler));
    }

    private Group changed(Group group) {
        return switch (sabotage) {
            case HAS_ONE_GROUP_ONLY -> new Group("all", group.start(), group.query());
            case IGNORES_QUERIES -> group.only(EventQuery.all());
            case BEGINS_ANEW, GIVES_ALL_TO_EVERYBODY ->
                new Group(
                        group.name() + UUID.randomUUID().toString().substring(0, 4),
                        Group.Start.BEGINNING,
                        group.query());
            case BEGINS_AT_THE_END -> group.fromEnd();
            default -> group;
        };
    }

    private Handler<Message> changed(Handler<Message> handler) {
        return switch (sabotage) {
            case TAKES_FAILURES_FOR_SUCCESS -> handler.orElse(failed -> {});
            case STOPS_ALL_KEYS_FOR_A_RETRY ->
                handler.retrying(RetryPolicy.DEFAULT.withMaxAttempts(1_000).withFactor(1));
            case PASSES_BY_A_RETRY -> handler.orElse(failed -> publish("loans", List.of(failed.thing())));
            case LOSES_WHAT_IS_INTERRUPTED ->
                message -> {
                    try {
                        handler.handle(message);
                    } catch (InterruptedException e) {
                        return;
                    }
                };
            default -> handler;
        };
    }

    @Override
    public DeadMessages deadLetters(String topic, String group) {
        DeadMessages letters = own.deadLetters(topic, group);
        return new DeadMessages() {

            @Override
            public List<DeadMessage> list(int limit) {
                return letters.list(limit);
            }

            @Override
            public boolean replay(String id) {
                if (sabotage == BusSabotage.REPLAYS_TO_ALL) {
                    letters.list(100)
                            .forEach(letter ->
                                    own.publish(topic, List.of(letter.message().orElseThrow())));
                    return letters.discard(id);
                }
                return letters.replay(id);
            }

            @Override
            public boolean discard(String id) {
                return sabotage == BusSabotage.KEEPS_WHAT_IS_DISCARDED || letters.discard(id);
            }
        };
    }

    @Override
    public void create(String topic, Group group) {
        own.create(topic, group);
    }

    @Override
    public boolean delete(String topic, String group) {
        return own.delete(topic, group);
    }

    @Override
    public List<GroupState> groups(String topic) {
        return own.groups(topic);
    }

    @Override
    public Optional<String> trouble() {
        return own.trouble();
    }

    @Override
    public void close() {
        own.close();
    }
}
