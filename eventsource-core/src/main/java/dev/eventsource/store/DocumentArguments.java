// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Text;
import java.util.LinkedHashSet;
import java.util.List;

/** Refuses what cannot name or be a document, with the same words on every backend. */
public final class DocumentArguments {

    private DocumentArguments() {}

    /**
     * Checks the name of a collection.
     *
     * @throws IllegalArgumentException if it is not 1 to 64 of the characters {@code A-Z a-z 0-9 _ . -}
     */
    public static String collection(String collection) {
        if (collection.isEmpty()
                || collection.length() > Document.MAX_COLLECTION_LENGTH
                || !collection.chars().allMatch(DocumentArguments::isNameCharacter)) {
            throw new IllegalArgumentException("A collection is named by 1 to " + Document.MAX_COLLECTION_LENGTH
                    + " of the characters A-Z a-z 0-9 _ . - but this is '" + Text.excerpt(collection) + "'");
        }
        return collection;
    }

    /** Checks a key: 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    public static String key(String key) {
        return Text.check("The key of a document", key, 1, Document.MAX_KEY_LENGTH);
    }

    /** Checks keys that are asked for at once, at most {@link DocumentStore#MAX_KEYS}; each of them once. */
    public static List<String> keys(List<String> keys) {
        if (keys.size() > DocumentStore.MAX_KEYS) {
            throw new IllegalArgumentException("At most " + DocumentStore.MAX_KEYS + " documents can be asked for at"
                    + " once, not " + keys.size());
        }
        keys.forEach(DocumentArguments::key);
        return List.copyOf(new LinkedHashSet<>(keys));
    }

    /** Checks content: a JSON object that means the same in every database. */
    static Payload content(Payload content) {
        if (content.bytes() > Payload.MAX_BYTES) {
            throw new IllegalArgumentException("The document has " + content.bytes() + " bytes; at most "
                    + Payload.MAX_BYTES + " are allowed. Store large data elsewhere and refer to it");
        }
        DocumentTree.of(content);
        return content;
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "_.-".indexOf(c) >= 0;
    }
}
