// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.ExpectedVersion.Exactly;
import dev.eventsource.event.ExpectedVersion.StreamExists;

/** A document is not at the version that the writer expected; nothing was written. Get it again, change it again, put it again. */
public final class DocumentConflictException extends ConflictException {

    private static final long serialVersionUID = 1;

    private final String collection;
    private final String key;
    private final transient ExpectedVersion expected;
    private final long actual;

    /** @param actual the version the document is at; 0 if there is none */
    public DocumentConflictException(String collection, String key, ExpectedVersion expected, long actual) {
        super("Document " + collection + "/" + key + ": expected " + words(expected) + " but "
                + (actual == 0 ? "there is no document" : "it is at version " + actual));
        this.collection = collection;
        this.key = key;
        this.expected = expected;
        this.actual = actual;
    }

    /** In which collection it is. */
    public String collection() {
        return collection;
    }

    /** Which document of the collection it is. */
    public String key() {
        return key;
    }

    /** What the writer believed. */
    public ExpectedVersion expected() {
        return expected;
    }

    /** The version the document is at, softly deleted or not; 0 if there is none. */
    public long actual() {
        return actual;
    }

    private static String words(ExpectedVersion expected) {
        if (expected instanceof StreamExists) {
            return "an existing document";
        }
        return expected instanceof Exactly exactly && exactly.version() > 0 ? expected.toString() : "no document";
    }
}
