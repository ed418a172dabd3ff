// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

/** What is said when somebody has changed the number of parts of a topic: each key then lies in two of them. */
final class ChangedParts {

    private ChangedParts() {}

    static String message(String hosts, String topic, int before, int now) {
        return "Topic " + topic + " at Kafka " + hosts + " had " + before + " parts and has " + now
                + " now, so that keys would lose their order. Publish to a new topic instead; or stop publishing, let all"
                + " groups handle what is there, delete them and create them again";
    }
}
