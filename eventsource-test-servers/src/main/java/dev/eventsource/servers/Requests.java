// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a client sent, to look for a text in the newest piece of it. */
final class Requests {

    /** In PostgreSQL's protocol a statement's text ends with it. */
    static final String END_OF_STATEMENT = "\0";

    private static final int LONGEST_TEXT = 1000;

    private final PreparedStatements statements = new PreparedStatements();
    private String text = "";
    private int pieceStart;
    private String executed = "";

    void add(byte[] piece) {
        String before = text.substring(Math.max(0, text.length() - LONGEST_TEXT));
        pieceStart = before.length();
        text = before + new String(piece, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        executed = statements.executedBy(piece).toLowerCase(Locale.ROOT);
    }

    /** Whether the text ends in the newest piece, or a statement with it is executed there. */
    boolean contain(String wanted) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return executed.contains(lower) || text.indexOf(lower, Math.max(0, pieceStart - lower.length() + 1)) >= 0;
    }
}
