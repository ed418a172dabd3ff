// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has changed in an API, as one would read it in a review. */
final class Difference {

    private Difference() {}

    static String between(String module, String accepted, String now) {
        Set<String> before = qualified(accepted);
        Set<String> after = qualified(now);
        List<String> lines = new ArrayList<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
        return "The public API of " + module + " has changed:\n" + String.join("\n", lines)
                + "\n`make api` accepts it; UPGRADING.md says what a change has to do for those who are there already.";
    }

    /** A member's line behind that of its type: members of different types may look the same. */
    private static Set<String> qualified(String text) {
        Set<String> lines = new LinkedHashSet<>();
        String owner = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("  ")) {
                lines.add(owner + " :: " + line.strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                owner = line.replaceFirst("\\(.*| (is|permits) .*", "");
                lines.add(line);
            }
        }
        return lines;
    }
}
