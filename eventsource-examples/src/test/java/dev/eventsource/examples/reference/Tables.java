// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of a page, by the heading under which they stand; of each row the cells, without the quotes of code. */
record Tables(Map<String, List<List<String>>> rows) {

    static Tables of(Path page) throws IOException {
        Map<String, List<List<String>>> rows = new LinkedHashMap<>();
        String heading = "";
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("#")) {
                heading = line.replaceFirst("#+ ", "").replace("`", "");
            } else if (line.startsWith("|") && !line.startsWith("|--") && !line.startsWith("| ---")) {
                rows.computeIfAbsent(heading, name -> new ArrayList<>()).add(cells(line));
            }
        }
        rows.values().forEach(table -> table.remove(0));
        return new Tables(rows);
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1).split("(?<!\\\\)\\|"))
                .map(cell -> cell.strip().replace("`", ""))
                .toList();
    }
}
