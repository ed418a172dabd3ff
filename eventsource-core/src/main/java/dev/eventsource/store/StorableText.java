// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;

/** Texts of others, like messages of errors, which every database shall be able to store. */
final class StorableText {

    private static final char REPLACEMENT = '\ufffd';

    private StorableText() {}

    /** Is it Unicode without NUL? */
    static boolean isStorable(String text) {
        return text.equals(storable(text));
    }

    /** The text with a sign in place of each NUL and each half of a surrogate pair. */
    static String storable(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Text.isPairAt(text, i)) {
                storable.append(c).append(text.charAt(++i));
            } else {
                storable.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return storable.toString();
    }

    /** The beginning of the text, storable, with a sign that there was more. */
    static String storable(String text, int most) {
        return text.length() <= most ? storable(text) : cut(text, most - 1) + '…';
    }

    private static String cut(String text, int length) {
        return storable(text.substring(0, Text.isPairAt(text, length - 1) ? length - 1 : length));
    }
}
