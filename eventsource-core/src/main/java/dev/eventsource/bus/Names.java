// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.Text;
import java.util.regex.Pattern;

/**
 * How topics, groups and prefixes may be named, the same on every bus: 1 to 80 of {@code A-Z a-z 0-9 _ . -}, beginning
 * and ending with a letter, a digit or {@code _}, without {@code --}. So every broker takes them, and names that are made
 * of several of them with {@code --} in between never collide.
 */
public final class Names {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?");

    private Names() {}

    /** The name of a topic; throws {@link IllegalArgumentException}. */
    public static String topic(String name) {
        return check("A topic", name);
    }

    /** The name of a group; throws {@link IllegalArgumentException}. */
    public static String group(String name) {
        return check("A group", name);
    }

    static String check(String what, String name) {
        if (!NAME.matcher(name).matches() || name.contains("--")) {
            throw new IllegalArgumentException(
                    what + " is named by 1 to 80 of A-Z a-z 0-9 _ . - that begin and end with"
                            + " a letter, a digit or _, without --; not by '" + Text.excerpt(name) + "'");
        }
        return name;
    }
}
