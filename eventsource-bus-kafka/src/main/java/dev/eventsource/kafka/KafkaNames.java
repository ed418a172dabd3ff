// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.Names;
import java.util.Optional;

/**
 * How things are named at the broker: parts that {@link Names} has checked, with {@code --} between them. With the longest
 * of all parts a name has the 249 characters that a Kafka topic may have.
 */
record KafkaNames(String prefix) {

    private static final String LETTERS = "--dlq";
    private static final String REPLAYS = "--rep";

    /** The topic of the messages. */
    String topic(String topic) {
        return prefix + "--" + Names.topic(topic);
    }

    /** The consumer group. */
    String group(String topic, String group) {
        return topic(topic) + "--" + Names.group(group);
    }

    /** The topic of the group's dead letters. */
    String letters(String topic, String group) {
        return group(topic, group) + LETTERS;
    }

    /** The topic of what the group gets again; it has as many parts as the topic had when the group was created. */
    String replays(String topic, String group) {
        return group(topic, group) + REPLAYS;
    }

    /** Whose dead letters these are, if they are those of a group of this topic. */
    Optional<String> groupOfLetters(String topic, String name) {
        String before = topic(topic) + "--";
        if (!name.startsWith(before)
                || !name.endsWith(LETTERS)
                || name.length() <= before.length() + LETTERS.length()) {
            return Optional.empty();
        }
        return Optional.of(name.substring(before.length(), name.length() - LETTERS.length()))
                .filter(group -> !group.contains("--"));
    }

    /** Only such names have four parts and end so. */
    static boolean isReplays(String name) {
        return name.endsWith(REPLAYS) && name.split("--", -1).length == 4;
    }
}
