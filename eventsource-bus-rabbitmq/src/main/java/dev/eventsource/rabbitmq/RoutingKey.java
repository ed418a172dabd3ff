// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import dev.eventsource.event.PartitionHash;
import dev.eventsource.event.StreamId;
import java.nio.charset.StandardCharsets;

/**
 * By which words others can bind queues of their own to a topic's exchange: {@code tenant.category.type}, with {@code -}
 * for no tenant. Letters, digits, {@code _} and {@code -} stand for themselves, every other byte of UTF-8 as {@code %} and two
 * hexadecimal digits, so a word has no dot, {@code *} or {@code #} in it. If the whole is longer than the 255 bytes that AMQP
 * allows, each word of more than 80 bytes is its first 60 or less, {@code ~}, and its hash as 16 hexadecimal digits.
 */
public final class RoutingKey {

    private static final int MAX = 255;
    private static final int MAX_WORD = 80;
    private static final int KEPT = 60;

    private RoutingKey() {}

    /** The routing key of what happens to this stream. */
    public static String of(StreamId stream, String type) {
        String tenant = stream.tenant().isEmpty() ? "-" : word(stream.tenant());
        String category = word(stream.category());
        String key = tenant + "." + category + "." + word(type);
        return key.length() <= MAX ? key : cut(tenant) + "." + cut(category) + "." + cut(word(type));
    }

    /** A name as a word of a routing key. */
    public static String word(String name) {
        StringBuilder word = new StringBuilder(name.length());
        for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
            if (stands(one)) {
                word.append((char) one);
            } else {
                word.append('%')
                        .append(Character.toUpperCase(Character.forDigit((one >> 4) & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(one & 0xf, 16)));
            }
        }
        return word.toString();
    }

    private static boolean stands(byte one) {
        return (one >= 'a' && one <= 'z')
                || (one >= 'A' && one <= 'Z')
                || (one >= '0' && one <= '9')
                || one == '_'
                || one == '-';
    }

    private static String cut(String word) {
        if (word.length() <= MAX_WORD) {
            return word;
        }
        int end = KEPT;
        int escape = word.lastIndexOf('%', end - 1);
        if (escape > end - 3 && escape >= 0) {
            end = escape;
        }
        return word.substring(0, end) + "~" + String.format("%016x", PartitionHash.of(word));
    }
}
