// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.console;

import java.util.ArrayList;
import java.util.List;

/** A small table for people: columns as wide as their widest cell, numbers to the right. */
public final class Table {

    private static final int WIDEST = 60;

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** A row: numbers are grouped by thousands and set to the right. */
    public Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(
                    cell instanceof Long || cell instanceof Integer
                            ? number(((Number) cell).longValue())
                            : shown(cell));
        }
        rows.add(row);
        return this;
    }

    /** 262200 as 262,200. */
    public static String number(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }

    /** {@code 1 event}, or {@code 262,200 events}; for nouns that take an s. */
    public static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Writes header and rows. */
    public void to(LineOutput out) {
        int columns = rows.get(0).size();
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String cell = rows.get(r).get(c);
                String space = " ".repeat(Math.max(0, width(c) - cell.length()));
                line.append(c == 0 ? "" : "  ").append(isNumeric(c) ? space + cell : cell + space);
            }
            out.line(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private boolean isNumeric(int column) {
        return rows.size() > 1
                && rows.stream().skip(1).allMatch(row -> row.get(column).matches("-?[0-9][0-9,.]*"));
    }

    private static String shown(Object cell) {
        String text = String.valueOf(cell);
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }
}
