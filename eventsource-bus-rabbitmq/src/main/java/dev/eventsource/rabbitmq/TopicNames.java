// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

/**
 * How everything is named at the broker that belongs to a topic. No name of ours contains {@code --}, so what is made of
 * different names is different; the longest has 253 of the 255 bytes that AMQP allows.
 */
record TopicNames(String exchange) {

    static TopicNames of(String prefix, String topic) {
        return new TopicNames(prefix + "--" + topic);
    }

    /** Into which messages go from {@link #exchange}, and from there by their part to the queues of all groups. */
    String parts() {
        return exchange + "--parts";
    }

    /** Where those go that name no part, since somebody else published them. */
    String rest() {
        return exchange + "--rest";
    }

    /** The queue that holds what is known of the topic. */
    String registry() {
        return exchange + "--registry";
    }

    GroupNames group(String group) {
        return new GroupNames(exchange + "--" + group);
    }

    /** By which key a message is bound to go into a part, beside its routing key. */
    static String partKey(int part) {
        return "@" + part;
    }

    /** What belongs to a group. */
    record GroupNames(String group) {

        /** The queue of one part. */
        String part(int part) {
            return group + "--" + part;
        }

        /** The queue that holds the note for the owner of a part. */
        String note(int part) {
            return group + "--n" + part;
        }

        /** The queue of the dead letters. */
        String dead() {
            return group + "--dead";
        }

        /** The exchange over which members talk to each other. */
        String members() {
            return group + "--members";
        }

        /** The queue that nothing is ever put into: who is there, consumes from it. */
        String here() {
            return group + "--here";
        }
    }
}
