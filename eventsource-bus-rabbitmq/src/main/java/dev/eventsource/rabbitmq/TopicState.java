// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is known of a topic: a line of text for each.
 *
 * @param number grows with every change
 * @param partitions into how many parts it is cut, for ever
 */
record TopicState(long number, int partitions, SortedSet<String> groups) {

    static TopicState of(int partitions) {
        return new TopicState(0, partitions, new TreeSet<>());
    }

    TopicState with(String group) {
        SortedSet<String> more = new TreeSet<>(groups);
        more.add(group);
        return new TopicState(number, partitions, more);
    }

    TopicState without(String group) {
        SortedSet<String> less = new TreeSet<>(groups);
        less.remove(group);
        return new TopicState(number, partitions, less);
    }

    TopicState next() {
        return new TopicState(number + 1, partitions, groups);
    }

    String text() {
        List<String> lines = new ArrayList<>(List.of("number " + number, "partitions " + partitions));
        groups.forEach(group -> lines.add("group " + group));
        return String.join("\n", lines);
    }

    static TopicState parse(String text) {
        List<String> lines = text.lines().toList();
        return new TopicState(
                Long.parseLong(values(lines, "number").findFirst().orElseThrow()),
                Integer.parseInt(values(lines, "partitions").findFirst().orElseThrow()),
                new TreeSet<>(values(lines, "group").toList()));
    }

    private static Stream<String> values(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1));
    }
}
