// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/**
 * Checks that a text is one JSON value (RFC 8259) that every backend can store.
 *
 * <p>How it works: one pass with one index, without recursion and without building anything. What is open is a stack
 * of bits, one per level: array or object.
 */
final class JsonCheck {

    private final String text;
    private final boolean[] inObject;
    private int depth;
    private int at;

    private JsonCheck(String text, int maxDepth) {
        this.text = text;
        this.inObject = new boolean[maxDepth];
    }

    static void check(String text, int maxDepth) {
        new JsonCheck(text, maxDepth).document();
    }

    private void document() {
        boolean valueWanted = true;
        do {
            if (valueWanted) {
                valueWanted = value();
            } else {
                valueWanted = afterValue();
            }
        } while (valueWanted || depth > 0);
        space();
        if (at < text.length()) {
            throw wrong("text after the end of the value");
        }
    }

    /** Reads a scalar or opens a container; true if a value must follow at once. */
    private boolean value() {
        space();
        switch (peek()) {
            case '{' -> {
                open(true);
                space();
                if (peek() == '}') {
                    return close();
                }
                name();
                return true;
            }
            case '[' -> {
                open(false);
                space();
                return peek() == ']' ? close() : true;
            }
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
        return false;
    }

    /** Reads a comma or a closing bracket; true if a value must follow. */
    private boolean afterValue() {
        space();
        char c = peek();
        if (c == ',') {
            at++;
            if (inObject[depth - 1]) {
                space();
                name();
            }
            return true;
        }
        if (c != (inObject[depth - 1] ? '}' : ']')) {
            throw wrong("expected ',' or the end of the " + (inObject[depth - 1] ? "object" : "array"));
        }
        return close();
    }

    private void name() {
        if (peek() != '"') {
            throw wrong("expected a name in quotes");
        }
        string();
        space();
        if (peek() != ':') {
            throw wrong("expected ':' after a name");
        }
        at++;
    }

    private void open(boolean object) {
        if (depth == inObject.length) {
            throw wrong("nested more than " + inObject.length + " deep");
        }
        inObject[depth++] = object;
        at++;
    }

    private boolean close() {
        depth--;
        at++;
        return false;
    }

    private void string() {
        at++;
        while (true) {
            char c = peek();
            if (c == '"') {
                at++;
                return;
            }
            if (c < ' ') {
                throw wrong("raw control character " + Text.unicode(c) + " in a string");
            }
            if (c == '\\') {
                escape();
            } else if (Character.isSurrogate(c)) {
                if (!Text.isPairAt(text, at)) {
                    throw wrong("unpaired surrogate " + Text.unicode(c));
                }
                at += 2;
            } else {
                at++;
            }
        }
    }

    private void escape() {
        at++;
        char c = peek();
        if (c != 'u') {
            if ("\"\\/bfnrt".indexOf(c) < 0) {
                throw wrong("unknown escape");
            }
            at++;
            return;
        }
        char escaped = hex();
        if (escaped == 0) {
            throw wrong("escaped NUL (\\u0000)");
        }
        if (Character.isLowSurrogate(escaped)) {
            throw wrong("unpaired surrogate as an escape");
        }
        if (Character.isHighSurrogate(escaped)) {
            if (!text.startsWith("\\u", at)) {
                throw wrong("unpaired surrogate as an escape");
            }
            at++;
            if (!Character.isLowSurrogate(hex())) {
                throw wrong("unpaired surrogate as an escape");
            }
        }
    }

    /** Reads {@code uXXXX}. */
    private char hex() {
        int value = 0;
        at++;
        for (int i = 0; i < 4; i++, at++) {
            char c = peek();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("expected four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private void number() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("expected a value");
        }
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw wrong("expected a value");
        }
        at += word.length();
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("it ends too early");
        }
        return text.charAt(at);
    }

    private IllegalArgumentException wrong(String reason) {
        return new IllegalArgumentException("The payload is not valid JSON at index " + at + ": " + reason);
    }
}
