// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of one document. Names, limits and content are checked when it is built ({@link
 * IllegalArgumentException}).
 */
public sealed interface DocumentWrite {

    /** 1 to 64 of the characters {@code A-Z a-z 0-9 _ . -}. */
    String collection();

    /** 1 to 200 UTF-16 units without control characters or unpaired surrogates. */
    String key();

    /** What the writer believes of the document, which counts as a stream here: an absent one is at version 0. */
    ExpectedVersion expected();

    /**
     * What a document becomes by this: null if there is none afterwards. The specification of what a store does by SQL.
     *
     * @param before null if there is none
     * @throws DocumentConflictException if the belief is wrong
     */
    @Nullable
    Document applyTo(@Nullable Document before, Instant now);

    /** The belief is right, or this throws. */
    default void check(@Nullable Document before) {
        long actual = before == null ? 0 : before.version();
        if (!expected().accepts(actual)) {
            throw new DocumentConflictException(collection(), key(), expected(), actual);
        }
    }

    /**
     * Stores a document, or replaces its content; one that was softly deleted is there again.
     *
     * @param content a JSON object of at most {@link Payload#MAX_BYTES}, in which no name stands twice in one object and
     *     every number is in the range of a double
     */
    record Put(String collection, String key, Payload content, ExpectedVersion expected) implements DocumentWrite {

        public Put {
            DocumentArguments.collection(collection);
            DocumentArguments.key(key);
            DocumentArguments.content(content);
        }

        @Override
        public Document applyTo(@Nullable Document before, Instant now) {
            check(before);
            return new Document(collection, key, before == null ? 1 : before.version() + 1, content, now, false);
        }
    }

    /** Removes a document for good: a later one of its key begins at version 1 again. */
    record Delete(String collection, String key, ExpectedVersion expected) implements DocumentWrite {

        public Delete {
            DocumentArguments.collection(collection);
            DocumentArguments.key(key);
        }

        @Override
        public @Nullable Document applyTo(@Nullable Document before, Instant now) {
            check(before);
            return null;
        }
    }

    /**
     * Hides a document or shows it again, which raises its version either way.
     *
     * @param deleted true hides, false restores
     */
    record Mark(String collection, String key, boolean deleted, ExpectedVersion expected) implements DocumentWrite {

        public Mark {
            DocumentArguments.collection(collection);
            DocumentArguments.key(key);
        }

        @Override
        public @Nullable Document applyTo(@Nullable Document before, Instant now) {
            check(before);
            return before == null
                    ? null
                    : new Document(collection, key, before.version() + 1, before.content(), now, deleted);
        }
    }
}
