// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.DeadMessage;
import dev.eventsource.bus.DeadMessages;
import java.util.List;

/** The dead letters of one group. */
final class KafkaDeadMessages implements DeadMessages {

    private final LetterBox letters;
    private final DataFormat format;
    private final String topic;
    private final String box;
    private final String replays;

    KafkaDeadMessages(LetterBox letters, DataFormat format, KafkaNames names, String topic, String group) {
        this.letters = letters;
        this.format = format;
        this.topic = names.topic(topic);
        this.box = names.letters(topic, group);
        this.replays = names.replays(topic, group);
    }

    @Override
    public List<DeadMessage> list(int limit) {
        DeadMessages.checkLimit(limit);
        return letters.oldest(box, limit).stream()
                .map(letter -> Letter.read(topic, letter, format))
                .toList();
    }

    @Override
    public boolean replay(String id) {
        return letters.take(
                box, id, letter -> letters.send("replay to " + replays, List.of(Letter.replay(replays, letter))));
    }

    @Override
    public boolean discard(String id) {
        return letters.take(box, id, letter -> {});
    }
}
