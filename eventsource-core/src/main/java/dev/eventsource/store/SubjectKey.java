// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What is kept of a person or whatever else can be forgotten: its key, or that it was forgotten. */
public sealed interface SubjectKey {

    /** Whose it is: the id by which the application knows the subject. */
    String subject();

    /**
     * Checks a subject's id.
     *
     * @throws IllegalArgumentException unless it has 1 to 200 characters and no control characters
     */
    static String checkSubject(String subject) {
        return Text.check("The id of a subject", subject, 1, 200);
    }

    /**
     * A key, encrypted by a master key.
     *
     * @param masterKey the id of the master key
     * @param key the encrypted key, as text
     */
    record Wrapped(String subject, String masterKey, String key) implements SubjectKey {
        public Wrapped {
            checkSubject(subject);
            Text.check("The id of a master key", masterKey, 1, 64);
            Text.check("An encrypted key", key, 1, 1_000);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Wrapped[subject=" + subject + ", masterKey=" + masterKey + "]";
        }
    }

    /**
     * There was a key, or could have been: there never will be one again.
     *
     * @param at to the microsecond
     */
    record Forgotten(String subject, Instant at) implements SubjectKey {
        public Forgotten {
            checkSubject(subject);
            at = at.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
