// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/**
 * The one rule for every text that is stored: some length, no control characters, no half of a surrogate pair. For
 * values of other packages and for backends.
 */
public final class Text {

    private Text() {}

    /**
     * Refuses what some backend could not store and give back unchanged.
     *
     * @param what begins the sentence of the refusal
     * @param max in UTF-16 units, as {@link String#length()} counts
     */
    public static String check(String what, String text, int min, int max) {
        if (text.length() < min) {
            throw new IllegalArgumentException(what + " is empty; it needs at least " + min + " character");
        }
        if (text.length() > max) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters; at most " + max + " are allowed: " + excerpt(text));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException(what + " has the control character " + unicode(c) + " at index " + i
                        + "; remove it or encode it");
            }
            if (Character.isSurrogate(c)) {
                if (!isPairAt(text, i)) {
                    throw new IllegalArgumentException(what + " has the unpaired surrogate " + unicode(c) + " at index "
                            + i + "; it is no Unicode");
                }
                i++;
            }
        }
        return text;
    }

    /** Letters, digits, '_' and '.': what names of tenants and categories are made of. */
    static String checkName(String what, String name, int min) {
        if (name.length() < min || name.length() > 64 || !name.chars().allMatch(Text::isNameCharacter)) {
            throw new IllegalArgumentException(what + " must be " + min
                    + " to 64 of the characters A-Z a-z 0-9 _ . but was '" + excerpt(name) + "'");
        }
        return name;
    }

    /** Do two halves of one character stand here? A half that stands alone cannot be written as UTF-8. */
    public static boolean isPairAt(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    static String unicode(char c) {
        return String.format("U+%04X", (int) c);
    }

    /** The beginning of a text as it may stand in an error message: one short line of printable characters. */
    public static String excerpt(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < 40; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? "?" : c);
        }
        return text.length() > 40 ? shown + "…" : shown.toString();
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    }
}
