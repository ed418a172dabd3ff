// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.postgres;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code currentSchema}, which is a search path as SQL writes it. */
final class SearchPath {

    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\".*", Pattern.DOTALL);

    private SearchPath() {}

    /**
     * The schema that it names first, {@code public} if it names none.
     *
     * @throws IllegalArgumentException if that depends on the user, or cannot be the name of a schema
     */
    static String first(@Nullable String path) {
        if (path == null || path.isBlank()) {
            return "public";
        }
        Matcher quoted = QUOTED.matcher(path.strip());
        String name = quoted.matches()
                ? quoted.group(1).replace("\"\"", "\"")
                : path.replaceFirst("(?s),.*", "").strip().toLowerCase(Locale.ROOT);
        if (name.equals("$user")) {
            throw new IllegalArgumentException(
                    "currentSchema begins with $user; name the schema that holds the tables");
        }
        return new Schema(name).name();
    }
}
